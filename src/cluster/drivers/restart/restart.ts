/** The restart: PostgreSQL reads the configuration before the stop, and the restart is done once the node streams. */
import { setTimeout as sleep } from 'node:timers/promises'
import { type AskNode, answers, asking } from '#cluster/drivers/restart/ask-node'
import { mayStart } from '#cluster/drivers/restart/may-start'
import { restartSaid } from '#cluster/drivers/restart/order'
import { startRestart } from '#cluster/drivers/restart/restarting'
import { stopped } from '#cluster/drivers/session/acting'
import { type FencedSession, whereOf } from '#cluster/drivers/session/session'
import { stillHeld } from '#cluster/drivers/session/still-held'
import { writeCheckpoint } from '#cluster/drivers/switchover/checkpoint'
import { logOf } from '#cluster/drivers/switchover/server'
import { serverOf } from '#cluster/facts/clone/server-of'
import { replicates } from '#cluster/facts/node/restart-state'
import { readControl } from '#cluster/facts/replication/control-file'
import { parentOf } from '#cluster/facts/replication/parent-of'
import type { Acting, Holder } from '#model/actions/driver'
import { type RestartAction, restartSql } from '#model/actions/replication/restart'
import { Failure } from '#src/errors'
import { failpoint } from '#src/failpoint'
import { milliseconds } from '#text/figures'

/** A hand at work: `session` is on the node, and ends with the server. */
export interface RestartWork {
  readonly session: Pick<FencedSession, 'read' | 'pid'>
  readonly action: RestartAction
  readonly holder: Holder
  /** A stop counts until the server is stopped. */
  readonly how: Acting
  /** Tells people the present phase. */
  readonly tell: (phase: string) => void
}

/** Gives each phase with its time, in a line of less than 200 characters. */
export const restart = async (work: RestartWork): Promise<string> => {
  const { session, action, holder, how, tell } = work
  const { node, data, before, deadlineSeconds } = action
  const pid = await postmasterOf(work)
  await mayStart(data, node)
  const log = await logOf(data)
  const begun = performance.now()
  tell(`writing a checkpoint on ${node}`)
  await writeCheckpoint(whereOf(action, holder))
  const written = performance.now()
  if (how.stop.aborted) throw stopped(undefined)
  await stillHeld(session)
  tell(`stopping ${node}`)
  const stopMs = deadlineSeconds * 1_000
  const restarting = startRestart({ data, before, pid, log, stopMs, startMs })
  failpoint('restart begun')
  await restarting.stopped
  const down = performance.now()
  tell(`starting ${node}`)
  const said = await restarting.ended
  failpoint('restart started')
  if (said.startsWith(restartSaid.down)) throw isDown(action, said.slice(restartSaid.down.length))
  await inTime(work, answers, `${node} does not answer`)
  const up = performance.now()
  failpoint('restart answered')
  if (said === restartSaid.fellBack) throw fellBack(action)
  return [
    `checkpoint ${milliseconds(written - begun)}`,
    `stop ${milliseconds(down - written)}`,
    `it answered after ${milliseconds(up - down)}`,
    await replicationGoesOn(work),
  ].join(', ')
}

/** Another machine may have the same path, and another server may run there by now. */
const postmasterOf = async ({ session, action }: RestartWork): Promise<number> => {
  const { node, data, system } = action
  const [pid, parent, control] = await Promise.all([
    serverOf(data),
    parentOf(session.pid),
    readControl(data),
  ])
  if (pid !== null && pid === parent && control?.system === system) return pid
  throw new Failure(
    'restart.another-server',
    `${node} is not served from ${data}, or is of another database system than the plan was made for (${system}): nothing was stopped.`,
    'Plan again.',
  )
}

/** Resolves once WAL flows as before the restart; gives how long that took. */
export const replicationGoesOn = async (work: RestartWork): Promise<string> => {
  const { node, followers } = work.action
  const began = performance.now()
  work.tell(`${node} answers; waiting for replication`)
  await inTime(work, ask => replicates(work.action, ask), `${node} runs, and WAL does not flow`)
  // A replica that has not replayed the restart does not start with less than the primary had before.
  if (followers.length > 0) await followersReplay(work)
  return `replication went on after ${milliseconds(performance.now() - began)}`
}

const followersReplay = async (work: RestartWork): Promise<void> => {
  const { node, followers } = work.action
  const recovering = await asking(work, isRecovering)
  if (recovering) return
  const [at] = await asking(work, ask => ask<{ lsn: string }>(restartSql.position, []))
  await inTime(
    work,
    async ask => {
      const [row] = await ask<{ n: number }>(restartSql.follows, [followers, at?.lsn ?? ''])
      return row?.n === new Set(followers).size
    },
    `${node} runs, and not all of ${followers.join(', ')} replay its WAL`,
  )
}

const isRecovering = async (ask: AskNode): Promise<boolean> =>
  (await ask<{ recovering: boolean }>(restartSql.standing, [[]]))[0]?.recovering !== false

const startMs = 120_000
/** A replica tries again each 5 s (wal_retrieve_retry_interval), and replays first. */
const waitMs = 120_000

const inTime = async (
  work: RestartWork,
  holds: (ask: AskNode) => Promise<boolean>,
  otherwise: string,
): Promise<void> => {
  const { action, how } = work
  for (const until = performance.now() + waitMs; ; await sleep(50)) {
    if (how.lost.aborted) throw new Error('the token is lost')
    if (await asking(work, holds).catch(notYet)) return
    if (performance.now() > until)
      throw new Failure(
        'restart.not-whole',
        `${otherwise} within ${waitMs / 1_000} s of its restart.`,
        `Read the log of the server in ${action.data}, and see \`replication status\`.`,
      )
  }
}

/** No process listens, or the server says that the start is under way. */
const notYet = (error: unknown): boolean => {
  if (error instanceof Failure && /^(cluster\.unreachable|sql\.57P0[123])$/.test(error.code))
    return false
  throw error
}

export const fellBack = ({ node, before, data }: RestartAction): Failure => {
  const names = before.map(({ name }) => name).join(', ')
  return new Failure(
    'restart.fell-back',
    `${node} did not start on the new value of ${names}, and runs again on the one of before, which is written in postgresql.auto.conf now.`,
    `Its log in ${data} says why. Set a value that it starts with: \`config set\`.`,
  )
}

const isDown = ({ node, data }: RestartAction, words: string): Failure =>
  new Failure(
    'restart.down',
    `${node} is down:${words}`,
    `Read the log of the server in ${data}, and start it by hand.`,
  )
