/** The switchover by Patroni. An answer of Patroni is a hint: only the servers tell that the switchover is done. */
import { setTimeout as sleep } from 'node:timers/promises'
import {
  askLeader,
  isUnderWay,
  type PatroniReply,
  patroniAt,
  restOf,
} from '#cluster/drivers/patroni/ask-leader'
import { notSwitched, refusedBy } from '#cluster/drivers/patroni/failures'
import { standingNow } from '#cluster/drivers/patroni/standing-now'
import { leadPools, pausePools, resumePools } from '#cluster/drivers/pgbouncer/meanwhile'
import { stopped } from '#cluster/drivers/session/acting'
import { type FencedSession, whereOf } from '#cluster/drivers/session/session'
import { stillHeld } from '#cluster/drivers/session/still-held'
import { commitMs, gapWords, startCanary } from '#cluster/drivers/switchover/canary'
import { writeCheckpoint } from '#cluster/drivers/switchover/checkpoint'
import type { SwitchedOver } from '#cluster/drivers/switchover/working'
import { isUp } from '#cluster/facts/patroni/look'
import { notFollowing } from '#cluster/facts/patroni/not-following'
import type { Holder } from '#model/actions/driver'
import { type PatroniAction, switchoverBody } from '#model/actions/replication/patroni'
import { switchoverSql } from '#model/actions/replication/statements'
import { Failure } from '#src/errors'
import { failpoint } from '#src/failpoint'
import { inTime } from '#src/in-time'
import { milliseconds } from '#text/figures'

export interface AskingPatroni {
  readonly session: FencedSession
  readonly action: PatroniAction
  readonly holder: Holder
  /** A stop counts until Patroni is asked. */
  readonly stop: AbortSignal
  readonly lost: AbortSignal
  readonly tell: (phase: string) => void
  readonly warn: (words: string) => void
}

export const switchByPatroni = async (asking: AskingPatroni): Promise<SwitchedOver> => {
  const { session, action, holder, stop, tell } = asking
  const { from, node, meanwhile } = action
  const rest = restOf(holder.cluster, from)
  const isAsked = await isUnderWay(holder.cluster, action)
  const at = (name: string) => whereOf({ ...action, node: name }, holder)
  const begun = performance.now()
  tell(`writing a checkpoint on ${from}`)
  await writeCheckpoint(at(from))
  const written = performance.now()
  const canary = await startCanary(at(from), at(node))
  const ending = new AbortController()
  try {
    if (stop.aborted) throw stopped(undefined)
    await stillHeld(session)
    const quiet = performance.now()
    await pausePools(asking)
    // A holder without the fence leaves the pools to the next one.
    await stillHeld(session)
    failpoint('patroni asking')
    tell(`asking the Patroni of ${from} to switch over to ${node}`)
    const began = performance.now()
    const request = { path: '/switchover', body: switchoverBody(action) } as const
    const answer = isAsked ? null : askLeader(holder.cluster, rest, request, ending.signal)
    await promoted(asking, answer).catch(error => goOnAfter(asking, error))
    const up = performance.now()
    failpoint('patroni promoted')
    tell(`${node} is the primary; waiting until ${from} follows`)
    // A commit may have to wait for the old primary as a synchronous replica.
    const committed = canary.first()
    if (meanwhile) await inTime(committed, commitMs, () => null)
    const waits = await leadPools(asking)
    const [first] = await Promise.all([committed, followed(asking)])
    const follows = performance.now()
    tell(`waiting until the other nodes follow ${node}, and Patroni names it as the leader`)
    await Promise.all([allFollow(asking), converged(asking)])
    const times = [
      `checkpoint ${milliseconds(written - begun)}`,
      ...(meanwhile ? [`pause ${milliseconds(began - quiet)}`] : []),
      `Patroni took ${milliseconds(up - began)} to promote`,
      `the old primary followed after ${milliseconds(follows - up)}`,
    ]
    return { phases: `${gapWords(canary.last(), first)}: ${times.join(', ')}`, waits }
  } finally {
    ending.abort()
    await canary.close()
  }
}

const notSeen = 'how long no commit went through is not known, as another process asked Patroni'

/** What is left where the holder that asked Patroni was killed before the pools were led. */
export const leadAfterwards = async (asking: AskingPatroni): Promise<SwitchedOver> => {
  const waits = await leadPools(asking)
  await allFollow(asking)
  return { phases: notSeen, waits }
}

/** Where Patroni certainly did not switch over, clients go on as before. */
const goOnAfter = async (asking: AskingPatroni, error: unknown): Promise<never> => {
  const certain = error instanceof Failure && !error.unknown
  if (certain && !asking.lost.aborted) await resumePools(asking)
  throw error
}

const pollMs = 5
const standingMs = 500

/** Resolves once the replica is the primary by its own word. */
const promoted = async (
  asking: AskingPatroni,
  answer: Promise<PatroniReply> | null,
): Promise<void> => {
  const { session, action, lost } = asking
  const until = performance.now() + action.deadlineSeconds * 1_000
  let said: PatroniReply | undefined
  void answer?.then(one => {
    said = one
    return one
  })
  for (let next = 0; ; await sleep(pollMs)) {
    const [row] = await session.read<{ promoted: boolean }>(switchoverSql.promoted)
    if (row?.promoted) return
    if (lost.aborted) throw new Error('the token is lost')
    failpoint('patroni asked')
    if ((said === undefined && performance.now() < until) || performance.now() < next) continue
    next = performance.now() + standingMs
    await stillUnderWay(asking, said, performance.now() > until)
  }
}

/** Throws once it is clear that Patroni does not switch over, or `late` where nothing is clear. */
const stillUnderWay = async (
  { session, action, holder }: AskingPatroni,
  said: PatroniReply | undefined,
  late: boolean,
): Promise<void> => {
  const standing = await standingNow(action, { session, holder })
  if (standing === 'elsewhere') throw notSwitched(action, said, 'another node is the primary now')
  if (standing === 'as before' && said?.kind === 'refused') throw refusedBy(action.from, said)
  const gaveUp = said?.status === 503 && /failed/i.test(said.words)
  if (standing === 'as before' && (gaveUp || late)) {
    const patroni = await patroniAt(holder.cluster, action.from)
    // The leader takes a request out of the store at the next loop: it has done so by the deadline.
    if (patroni.kind === 'said' && patroni.leader === action.leader)
      throw notSwitched(action, said, `${action.from} is still the primary`)
  }
  if (late)
    throw new Failure(
      'patroni.not-clear',
      `Whether Patroni switches over is not clear after ${action.deadlineSeconds} s.`,
      'Howdah looks again; see `replication status`.',
      { unknown: true },
    )
}

const followsMs = 120_000

/** Resolves once the old primary streams. */
const followed = (asking: AskingPatroni): Promise<void> => {
  const { node, from, leader } = asking.action
  return waitOrWarn(
    asking,
    async () => (await asking.session.read(switchoverSql.follows, [leader])).length > 0,
    `${from} does not follow ${node} within ${followsMs / 1_000} s: read the log of its Patroni.`,
  )
}

/** Resolves once every other node streams, as the old primary does by now. */
const allFollow = (asking: AskingPatroni): Promise<void> =>
  waitOrWarn(
    asking,
    async () => (await notFollowing(asking.action, asking.holder)).length === 0,
    `Not every node follows ${asking.action.node} within ${followsMs / 1_000} s: see \`replication status\`.`,
  )

/** Resolves once Patroni says the same as the servers: until then a way back would be refused. */
const converged = (asking: AskingPatroni): Promise<void> => {
  const { action, holder } = asking
  const { node, leader, candidate } = action
  return waitOrWarn(
    asking,
    async () => {
      const patroni = await patroniAt(holder.cluster, node)
      if (patroni.kind === 'silent' || patroni.leader !== candidate) return false
      const old = patroni.members.find(({ name }) => name === leader)
      return old !== undefined && isUp(old)
    },
    `Patroni does not yet say what the servers say: see \`replication status\`.`,
  )
}

/** The switchover is done by now, so trouble is a warning. */
const waitOrWarn = async (
  { lost, warn }: AskingPatroni,
  holds: () => Promise<boolean>,
  otherwise: string,
): Promise<void> => {
  for (const until = performance.now() + followsMs; !(await holds()); await sleep(50)) {
    if (lost.aborted) throw new Error('the token is lost')
    if (performance.now() > until) return warn(otherwise)
  }
}
