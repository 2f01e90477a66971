/** Reasons against a failover, each with the way out. */

import { waysToFailOver } from '#checks/replication/failover-ways'
import { farthestOf } from '#checks/replication/farthest'
import type { FailoverFacts } from '#cluster/facts/replication/failover'
import type { ReplicatingNode } from '#cluster/facts/replication/look'
import { isRefusal, type Refusal, refusal } from '#model/refusal'
import { noLogin } from '#playbooks/shared/refusals'
import { listed } from '#text/listed'

export interface FailoverWish {
  readonly over: string
  readonly off?: string | undefined
}

export interface FailoverReady extends FailoverFacts {
  readonly system: string
  /** The primary that is gone. */
  readonly from: string
  readonly candidate: ReplicatingNode
  /** LSN up to which the candidate has WAL. */
  readonly has: string
  /** The data directory to fence; null where there is no server left to fence, or no way to. */
  readonly data: string | null
  /** Other replicas. */
  readonly others: readonly ReplicatingNode[]
}

export const readyToFailOver = (
  wish: FailoverWish,
  facts: FailoverFacts,
): Refusal | FailoverReady => {
  const { cluster, cloneOf, provider, lacks, system, nodes } = facts
  if (provider !== 'self-managed') return refusal(...waysToFailOver[provider])
  if (cloneOf !== null)
    return refusal(`${cluster} is a clone and has no replica.`, `Name ${cloneOf}.`)
  if (lacks === null) return noLogin('ha')
  if (wish.over !== cluster)
    return refusal(
      `\`over=\` names ${wish.over}, and the cluster that would fail over is ${cluster}.`,
      `Look twice which cluster is meant, and type its name: \`over=${cluster}\`.`,
    )
  const from = goneOf(facts)
  if (isRefusal(from)) return from
  const fed = stillFed(facts, from.name)
  if (fed) return fed
  if (lacks.length > 0)
    return refusal(
      'The login for ha lacks rights.',
      `Let a superuser run: ${lacks.map(one => `\`${one}\``).join(', ')}.`,
    )
  const candidate = candidateOf(facts)
  if (isRefusal(candidate)) return candidate
  const has = facts.received.get(candidate.name) ?? null
  if (system === null || has === null)
    return refusal(
      `How far ${candidate.name} is, or of which database system, cannot be read.`,
      'See what is missing.',
      'doctor',
    )
  const unfenced = cannotFence(wish, facts, from.name)
  if (unfenced) return unfenced
  const others = nodes.filter(one => one !== candidate)
  const data = facts.files?.fenced === false ? facts.files.data : null
  return { ...facts, system, from: from.name, candidate, has, data, others }
}

/** The node that was the primary and does not answer. */
const goneOf = ({
  cluster,
  nodes,
  unreachable,
  seen,
}: FailoverFacts): Refusal | { readonly name: string } => {
  const primary = nodes.find(({ role }) => role === 'primary')
  if (primary)
    return refusal(
      `${primary.name} answers, and is the primary of ${cluster}: a failover would lose what a switchover does not.`,
      'Use `replication switchover`; where its machine is ill, stop its server first.',
      'replication status',
    )
  const last = unreachable.find(({ name }) => name === seen?.node)
  if (last) return last
  const [only, ...more] = unreachable
  if (only && more.length === 0) return only
  return only
    ? refusal(
        `${listed(unreachable.map(({ name }) => name))} do not answer, and no Howdah has seen which one was the primary.`,
        'Bring all but the primary back, or take them out of the inventory, then ask again.',
        'replication status',
      )
    : refusal(
        `Every node of ${cluster} answers, and all are replicas.`,
        'Start the server that was the primary as the primary: see which one holds the newest data.',
        'replication status',
      )
}

/** A replica that receives WAL, and not from another replica, has a primary that lives. */
const stillFed = ({ nodes }: FailoverFacts, from: string): Refusal | undefined => {
  const fed = nodes.filter(
    node =>
      node.about.streams &&
      !nodes.some(({ sends }) => sends.some(({ application }) => application === node.application)),
  )
  return fed.length === 0
    ? undefined
    : refusal(
        `${listed(fed.map(({ name }) => name))} still receives WAL: ${from} seems to live, and only Howdah does not reach it.`,
        `Look at the network between Howdah and ${from}. After a cut the replica itself notices within \`wal_receiver_timeout\`, usually a minute: then ask again.`,
        'replication status',
      )
}

const candidateOf = ({ nodes, received, cluster }: FailoverFacts): Refusal | ReplicatingNode => {
  const farthest = farthestOf(nodes, ({ name }) => received.get(name) ?? null)
  const fit = farthest.find(({ about }) => !about.paused && about.delaySeconds === 0)
  if (fit) return fit
  const [held] = farthest
  if (!held) return refusal(`No replica of ${cluster} answers.`, 'Bring one back, then ask again.')
  return held.about.paused
    ? refusal(
        `${held.name} has received most, and its replay is paused.`,
        `Let a superuser call \`pg_wal_replay_resume\` on ${held.name}, then ask again.`,
      )
    : refusal(
        `${held.name} has received most, and replays late on purpose (recovery_min_apply_delay).`,
        `Set that to 0 on ${held.name} and reload, then ask again: another replica would lose more.`,
      )
}

/** An old primary that comes back by itself would be a second primary. */
const cannotFence = (
  { off }: FailoverWish,
  { files, seen, unreachable }: FailoverFacts,
  from: string,
): Refusal | undefined => {
  if (off !== undefined && off !== from)
    return refusal(
      `\`off=\` names ${off}, and the primary that is gone is ${from}.`,
      unreachable.some(({ name }) => name === off)
        ? `Leave \`off=\` away, or look twice which machine is off.`
        : `Look twice which machine is off.`,
    )
  if (files !== null || off === from) return undefined
  const why =
    seen?.node === from
      ? 'its server is not on Howdah’s machine, or not of Howdah’s user'
      : 'no Howdah has seen it as the primary, and its files are not known'
  return refusal(
    `Howdah can neither see that ${from} is dead nor keep it from coming back as a second primary: ${why}.`,
    `Make sure that its machine is off and stays off, then say so: \`off=${from}\`.`,
  )
}
