/** The failover itself: fences the old primary, waits for the replay, promotes, and lets the other replicas follow. */
import { setTimeout as sleep } from 'node:timers/promises'
import type { FailingOver } from '#cluster/drivers/failover/failing-over'
import { fence } from '#cluster/drivers/failover/fence'
import { stopped } from '#cluster/drivers/session/acting'
import { stillHeld } from '#cluster/drivers/session/still-held'
import { promote } from '#cluster/drivers/switchover/promote'
import { repoint } from '#cluster/drivers/switchover/repoint'
import { failoverSql } from '#model/actions/replication/failover'
import { switchoverSql } from '#model/actions/replication/statements'
import { Failure } from '#src/errors'
import { failpoint } from '#src/failpoint'
import { milliseconds } from '#text/figures'

/** Gives each phase with the time, in a line of less than 200 characters. */
export const failOver = async (working: FailingOver): Promise<string> => {
  const { session, action, stop, tell, warn } = working
  const { node, from, data, others } = action
  if ((await session.read(failoverSql.receives)).length > 0) throw lives(action)
  if (stop.aborted) throw stopped(undefined)
  const began = performance.now()
  tell(`fencing ${from}`)
  if (data !== null) await fence(working, data)
  failpoint('failover fenced')
  const fenced = performance.now()
  tell(`waiting until ${node} has replayed what it received`)
  await replayed(working)
  const whole = performance.now()
  await stillHeld(session)
  tell(`promoting ${node}`)
  await promote(session, node)
  const up = performance.now()
  failpoint('failover promoted')
  // A commit may wait for synchronous replicas that are no more.
  const first = await session.read(switchoverSql.write).then(
    () => `the first commit after ${milliseconds(performance.now() - began)}`,
    () => 'no commit yet',
  )
  if (first === 'no commit yet')
    warn(
      `${node} is the primary, and a first commit did not go through within 10 s: look at synchronous_standby_names.`,
    )
  tell(`${node} is the primary; letting the others follow`)
  const following = performance.now()
  await repoint({ ...working, others })
  failpoint('failover repointed')
  const times = [
    data === null ? `${from} was not fenced` : `fence ${milliseconds(fenced - began)}`,
    `replay ${milliseconds(whole - fenced)}`,
    `promotion ${milliseconds(up - whole)}`,
    ...(others.length === 0
      ? []
      : [`the others followed after ${milliseconds(performance.now() - following)}`]),
  ]
  return `${first}: ${times.join(', ')}`
}

const lives = ({ node, from }: FailingOver['action']): Failure =>
  new Failure(
    'failover.lives',
    `${node} receives WAL at this moment: ${from}, or whatever it receives from, is not gone. Nothing was done.`,
    'Look at `replication status`.',
  )

/** The last record that arrived may be cut off, and is never replayed: a replay that stands still so long is at its end. */
const stillMs = 2_000

/** A promotion replays all the same. Replayed before, it takes a moment. */
const replayed = async ({ session, action, lost }: FailingOver): Promise<void> => {
  const { node, deadlineSeconds } = action
  const until = performance.now() + deadlineSeconds * 1_000
  let last: string | null = null
  let since = performance.now()
  for (;;) {
    const [row] = await session.read<{ at: string | null; whole: boolean; paused: boolean }>(
      failoverSql.replayed,
    )
    if (row?.whole) return
    if (row?.paused)
      throw new Failure(
        'failover.paused',
        `The replay of ${node} is paused, and it has not replayed all that it received. It was not promoted.`,
        `Let a superuser call \`pg_wal_replay_resume\` on ${node}, then plan again.`,
      )
    if (row?.at !== last) since = performance.now()
    last = row?.at ?? null
    if (performance.now() - since > stillMs) return
    if (lost.aborted) throw new Error('the token is lost')
    if (performance.now() > until)
      throw new Failure(
        'failover.not-replayed',
        `${node} has not replayed all that it received within ${deadlineSeconds} s, and was not promoted.`,
        'Look why its replay is slow: `replication status`. Then plan again.',
      )
    await sleep(20)
  }
}
