import { z } from 'zod'
import { idleSlots } from '#checks/replication/idle-slots'
import { lagWords } from '#checks/replication/lag-words'
import { patroniCell, patroniNotes, patroniTrouble } from '#checks/replication/patroni-words'
import { retentionWords } from '#checks/replication/retention'
import { whyNot } from '#checks/replication/why-not'
import {
  lookAtReplication,
  type ReplicatingNode,
  type ReplicationFacts,
  sentTo,
} from '#cluster/facts/replication/look'
import { answers } from '#model/command'
import { type Answer, answer } from '#model/reply'
import { counted } from '#text/figures'
import { listed } from '#text/listed'
import { writeCommand } from '#text/write-command'

export const replicationStatus = answers({
  words: 'replication status',
  summary:
    'Who replicates from whom, how far behind readers are, what slots keep, who could take over',
  example: '',
  first: null,
  verb: 'read',
  needs: 'cluster',
  input: z.object({}),
  answer: async ({ view }) => replicationOf(await lookAtReplication(view)),
})

export const replicationOf = (facts: ReplicationFacts): Answer => {
  const { cluster, cloneOf, nodes, unreachable, unbuilt, patroni } = facts
  if (cloneOf !== null)
    return answer(
      `${cluster} is a clone of ${cloneOf}: it replicates from nobody, and nobody from it.`,
    )
  const ready = nodes.filter(node => whyNot(facts, node).length === 0)
  const trouble = [
    ...unreachable
      .filter(({ name }) => !unbuilt.includes(name))
      .map(({ because, instead }) => `${because} ${instead}`),
    ...patroniTrouble(facts),
    ...nodes.flatMap(brokenSlots),
  ]
  const beside = (node: { readonly name: string }) =>
    patroni === null ? [] : [patroniCell(patroni, node)]
  const [first, ...others] = trouble
  const primary = nodes.find(({ role }) => role === 'primary')
  return answer(first ?? titleOf(cluster, primary, ready), {
    lines: [
      ...others,
      ...(first === undefined ? [] : [titleOf(cluster, primary, ready)]),
      ...unbuilt.map(name => `${name} has no files yet: it can be added as a replica.`),
      ...nodes.flatMap(retentionWords),
      ...nodes.flatMap(conflictWords),
      ...synchronousWords(primary),
      ...patroniNotes(facts),
    ],
    alarm: trouble.length > 0,
    table: {
      columns: [
        // A phone shows the first three; the title says who could take over.
        'Node',
        'Role, timeline',
        'Lag of readers',
        'Could take over',
        'Receives from, sync, slot',
        ...(patroni === null ? [] : ['Patroni says']),
      ],
      rows: [
        ...nodes.map(node => [...rowOf(facts, node), ...beside(node)]),
        ...unreachable.map(node => {
          const why = unbuilt.includes(node.name) ? 'it has no files yet' : 'it does not answer'
          const unknown = `not known: ${why}`
          return [node.name, unknown, unknown, `no: ${why}`, unknown, ...beside(node)]
        }),
      ],
    },
    offers: [
      ...ready.slice(0, 3).map(({ name }) => ({
        label: `Switch to ${name}`,
        command: writeCommand('replication switchover', { to: name, cluster }),
      })),
      // A replica without a sender may have lost WAL that the replica needs.
      ...nodes
        .filter(({ role, about }) => primary && role === 'replica' && !about.streams)
        .slice(0, 2)
        .map(({ name }) => ({
          label: `Rebuild ${name}`,
          command: writeCommand('replication reinit', { node: name, cluster }),
        })),
      ...(primary && patroni === null ? unbuilt.slice(0, 2) : []).map(name => ({
        label: `Add ${name}`,
        command: writeCommand('replication add-replica', { node: name, cluster }),
      })),
      ...idleSlots(facts)
        .slice(0, 2)
        .map(({ slot, node }) => ({
          label: `Drop Slot ${slot}`,
          command: writeCommand('replication drop-slot', { slot, node, cluster }),
        })),
    ],
  })
}

const titleOf = (
  cluster: string,
  primary: ReplicatingNode | undefined,
  ready: readonly ReplicatingNode[],
): string => {
  if (!primary) return `${cluster}: no node that answers is the primary.`
  const names = ready.map(({ name }) => name)
  return names.length === 0
    ? `${primary.name} is the primary of ${cluster}; no node could take over now.`
    : `${primary.name} is the primary of ${cluster}; ${listed(names)} could take over.`
}

const rowOf = (facts: ReplicationFacts, node: ReplicatingNode): readonly string[] => {
  const { name, role, timeline, upstream, ownSlot, about } = node
  if (role === 'primary')
    return [
      name,
      `primary, timeline ${timeline ?? 'not known'}`,
      'none: it writes',
      'is the primary',
      'nobody: it is the primary',
    ]
  const reasons = whyNot(facts, node)
  const sent = sentTo(facts, node)
  return [
    name,
    `replica, ${timelineWords(node)}`,
    lagWords(node, sent),
    reasons.length === 0 ? 'yes' : `no: ${reasons.join('; ')}`,
    [
      upstream ?? (about.streams ? hidden : 'nobody: it receives no WAL'),
      syncWords(facts, sent),
      ownSlot ?? 'no slot: WAL that it lacks may be removed',
    ].join(', '),
  ]
}

const hidden = 'hidden without pg_monitor'

const timelineWords = ({ timeline, about }: ReplicatingNode): string =>
  timeline === null
    ? `timeline ${about.streams ? hidden : 'not known: it receives no WAL'}`
    : `timeline ${timeline}`

const syncWords = ({ nodes }: ReplicationFacts, sent: ReturnType<typeof sentTo>): string => {
  if (sent) return sent.sync ?? `sync ${hidden}`
  const primary = nodes.find(({ role }) => role === 'primary')
  return primary ? `not sent to by ${primary.name}` : 'sync not known: no primary answers'
}

/** A lost slot has let WAL go that its reader still needs. */
const brokenSlots = ({ name, slots }: ReplicatingNode): readonly string[] =>
  slots
    .filter(({ walStatus }) => walStatus === 'lost' || walStatus === 'unreserved')
    .map(slot =>
      slot.walStatus === 'lost'
        ? `Slot ${slot.name} on ${name} has lost WAL that its reader needs. Build the reader anew, and drop the slot.`
        : `Slot ${slot.name} on ${name} is about to lose WAL that its reader needs. Let its reader catch up now.`,
    )

const conflictWords = ({ name, role, conflicts }: ReplicatingNode): readonly string[] =>
  role === 'replica' && conflicts > 0
    ? [
        `Replay on ${name} has cancelled ${counted(conflicts, 'query', 'queries')} since its counters began.`,
      ]
    : []

const synchronousWords = (primary: ReplicatingNode | undefined): readonly string[] =>
  primary && primary.synchronous !== ''
    ? [`Commits on ${primary.name} wait for ${primary.synchronous}.`]
    : []
