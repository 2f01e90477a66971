import { setTimeout as sleep } from 'node:timers/promises'
import type { Orphan } from '#cluster/drivers/sql/fence'
import type { SqlSession } from '#cluster/drivers/sql/session'
import { endOrphans } from '#engine/run/held/end-orphans'
import { note, type Running } from '#engine/run/held/run'
import type { SqlAction } from '#model/action'
import { failpoint } from '#src/failpoint'
import { setRunState, setWaiting } from '#store/runs'

const pollMs = 250

/** Of a session that an older holder left: it is adopted while it runs exactly this statement, and ended otherwise. */
export interface Keep {
  readonly step: number
  /** Null for none; asked again while one waits for its end. */
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
  // The node answers (again): what was being looked into goes on.
  await setRunState(running.parts.store, run, lease.token, 'running')
  await setWaiting(running.parts.store, run, lease.token, null)
  try {
    // Asked for after that: whoever gives the run up as waiting comes too late, or is found here.
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

/** Forgets a session that broke or must not be used any more; its fence goes with it. */
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
