import { setTimeout as sleep } from 'node:timers/promises'
import type { Orphan } from '#cluster/drivers/sql/fence'
import type { SqlSession } from '#cluster/drivers/sql/session'
import { endOrphans } from '#engine/run/held/end-orphans'
import { note, type Running } from '#engine/run/held/run'
import type { SqlAction } from '#model/action'
import { failpoint } from '#src/failpoint'
import { setRunState, setWaiting } from '#store/runs'

const pollMs = 250

/**
 * Which session of an older holder is adopted: a session that runs exactly this statement. Other sessions
 * are ended.
 */
export interface Keep {
  readonly step: number
  /** Null for none; asked again while waiting for the end of the statement. */
  readonly statement: () => string | null
}

/** The session that acts on the action's node, opened and fenced. */
export const fencedSession = async (
  running: Running,
  action: SqlAction,
  keep: Keep,
  watch: (pid: number) => Promise<void>,
): Promise<SqlSession> => {
  const key = `${action.node}/${action.database}`
  const known = running.sessions.get(key)
  if (known) return known
  const { cluster, run, lease } = running
  const session = await cluster.act(action.node, action.database, { run, token: lease.token })
  running.sessions.set(key, session)
  // The node answers (again): the run goes on.
  await setRunState(running.parts.store, run, lease.token, 'running')
  await setWaiting(running.parts.store, run, lease.token, null)
  try {
    // Renewed after that: a person who abandons the waiting run is too late, or is noticed here.
    await lease.renew()
    lease.check()
    await fence(running, session, action, keep, watch)
    failpoint('fenced')
    return session
  } catch (error) {
    await dropSession(running, action)
    throw error
  }
}

const fence = async (
  running: Running,
  session: SqlSession,
  { node, database }: SqlAction,
  keep: Keep,
  watch: (pid: number) => Promise<void>,
): Promise<void> => {
  const { parts, run, plan, lease } = running
  const left = { plan: plan.id, run, token: lease.token, cluster: plan.cluster, node, database }
  const told: Orphan[] = []
  for (;;) {
    lease.check()
    const ended = await endOrphans(parts, session, left, keep.statement(), told)
    for (const { pid, token } of ended)
      await note(running, 'ended orphan', keep.step, { pid, token })
    told.push(...ended)
    lease.check()
    if (await session.tryFence(run)) return
    for (const orphan of await session.orphans(run, lease.token)) {
      await adopt(running, orphan.pid, keep.step)
      await watch(orphan.pid)
    }
    await sleep(pollMs)
  }
}

const adopt = async (running: Running, pid: number, step: number): Promise<void> => {
  const { token } = running.lease
  const known = running.journal.some(entry => entry.kind === 'adopted' && entry.token === token)
  if (!known) await note(running, 'adopted', step, { pid })
}

/** Drops a session that broke or must not be used any more, and with the session the fence. */
export const dropSession = async (running: Running, action: SqlAction): Promise<void> => {
  const key = `${action.node}/${action.database}`
  const session = running.sessions.get(key)
  running.sessions.delete(key)
  await session?.end(running.lease.lost.aborted)
}

export const endSessions = async (running: Running): Promise<void> => {
  const sessions = [...running.sessions.values()]
  running.sessions.clear()
  await Promise.all(sessions.map(session => session.end(running.lease.lost.aborted)))
}
