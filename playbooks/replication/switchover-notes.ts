/** The figures and notes of a switchover: a list to check, short enough for a phone at night. */
import { lagWords } from '#checks/replication/lag-words'
import { type ReplicatingNode, sentTo } from '#cluster/facts/replication/look'
import type { PlanBody } from '#model/plan'
import { poolEstimates } from '#playbooks/replication/switchover-pools'
import type { SwitchoverReady } from '#playbooks/replication/switchover-refusals'
import { counted, seconds } from '#text/figures'
import { listed } from '#text/listed'

export const switchoverEstimates = (ready: SwitchoverReady): PlanBody['estimates'] => {
  const { primary, candidate, by, waiting } = ready
  const isPatroni = by.kind === 'patroni'
  const [from, to] = [primary.name, candidate.name]
  const { connections } = primary.about
  return [
    {
      label: 'Writes',
      value: `stand still from the stop of ${from} until ${to} is the primary: ${isPatroni ? 'a few seconds' : 'a second or so'}; it is measured and told`,
    },
    {
      label: 'Sessions',
      value: `${counted(connections, 'connection')} to ${from} end, with what is not committed; applications have to connect again, to ${to}`,
    },
    ...poolEstimates(waiting, to),
    {
      label: 'Loss',
      value: isPatroni
        ? `none while ${to} streams: ${from} sends all that it wrote before it stops`
        : `none: ${to} is promoted only once it has all that ${from} wrote`,
    },
    {
      label: `${to} now`,
      value: `streams, lag ${lagWords(candidate, sentTo(ready, candidate))}, timeline ${candidate.timeline ?? 'not known'}, replay not paused or delayed`,
    },
    {
      label: 'If it fails',
      value: isPatroni
        ? `Patroni decides who is the primary; Howdah asks every server until that is clear`
        : `${from} is started as the primary again`,
    },
    {
      label: 'Undo',
      value:
        by.kind === 'servers' && by.dataBack === null
          ? `none: Howdah can neither stop nor start ${to}`
          : 'switches back, in the same way',
    },
  ]
}

export const switchoverNotes = (ready: SwitchoverReady): readonly string[] => {
  const { primary, candidate, nodes, by } = ready
  // Patroni leads the other replicas to the new primary, and has the names of synchronous ones.
  const alone = by.kind === 'servers'
  const [from, to] = [primary.name, candidate.name]
  const others = alone ? nodes.filter(one => one !== primary && one !== candidate) : []
  const far = others.filter(({ name }) => ready.servers.get(name)?.kind !== 'here')
  const near = others.filter(one => !far.includes(one))
  return [
    `Whoever connects to the address of ${from} afterwards finds a replica, which refuses writes. Have ready whatever leads applications to ${to}.`,
    ...(near.length === 0
      ? []
      : [
          `${listed(near.map(({ name }) => name))} will follow ${to} too, which may take a restart of the replica.`,
        ]),
    ...(far.length === 0
      ? []
      : [
          `${listed(far.map(({ name }) => name))} goes on asking where it asks now: by way of ${from}, where that was ${from}.`,
        ]),
    ...ready.waiting.notes,
    ...slotNotes(primary, candidate),
    ...(primary.prepared > 0
      ? [
          `${counted(primary.prepared, 'prepared transaction stays', 'prepared transactions stay')} prepared on ${to}, with the locks.`,
        ]
      : []),
    ...(alone && primary.synchronous !== ''
      ? [
          `Commits on ${from} wait for ${primary.synchronous}. ${to} has a setting of its own for that${candidate.synchronous === '' ? ', which is empty: its commits wait for nobody' : `: ${candidate.synchronous}`}.`,
        ]
      : []),
    ...longNotes(primary),
  ]
}

/** A logical slot that the replica lacks is gone for its subscriber. */
const slotNotes = (primary: ReplicatingNode, candidate: ReplicatingNode): readonly string[] => {
  const there = new Set(candidate.slots.map(({ name }) => name))
  const left = primary.slots.filter(({ type, name }) => type === 'logical' && !there.has(name))
  return left.length === 0
    ? []
    : [
        `${candidate.name} lacks ${counted(left.length, 'logical slot')}, ${listed(left.map(({ name }) => name))}: subscribers of ${primary.name} stop until they are made anew.`,
      ]
}

const longNotes = ({ name, about: { oldest } }: ReplicatingNode): readonly string[] =>
  oldest
    .filter(({ gid, seconds: age }) => gid === null && age > longSeconds)
    .map(
      ({ seconds: age }) =>
        `A transaction on ${name} is open for ${seconds(age)} and will be lost.`,
    )

const longSeconds = 10
