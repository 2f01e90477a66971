/** What the removal of a replica takes away from whom, for whoever approves the undo. */
import type { AdditionFacts } from '#cluster/facts/replication/addition/look'
import type { ReplicationFacts } from '#cluster/facts/replication/look'
import { slotOf } from '#model/actions/replication/statements'
import type { Undoing } from '#model/playbook'
import { type Refusal, refusal } from '#model/refusal'
import { counted } from '#text/figures'
import { listed } from '#text/listed'

export const removalOf = (
  replica: string,
  { nodes }: Pick<ReplicationFacts, 'nodes'>,
): Undoing | Refusal => {
  const says = nodes.find(({ name }) => name === replica)
  if (says?.role === 'primary')
    return refusal(
      `${replica} is the primary by now: its files are the ones that count.`,
      'Make another node the primary first.',
      'replication switchover',
    )
  const primary = nodes.find(({ role }) => role === 'primary')
  const others = nodes.filter(({ role, name }) => role === 'replica' && name !== replica)
  const reading = says?.sends.map(({ application }) => application) ?? []
  return {
    estimates: [
      {
        label: 'Readers',
        value: says
          ? `${counted(says.about.connections, 'connection')} to ${replica} ${says.about.connections === 1 ? 'ends' : 'end'}`
          : `none: ${replica} does not answer`,
      },
    ],
    notes: [
      ...(others.length === 0
        ? [`${replica} is the only replica: nobody could take over once it is gone.`]
        : []),
      ...(reading.length === 0
        ? []
        : [`${listed(reading)} receives WAL from ${replica}, and has to be led elsewhere first.`]),
      ...(primary && primary.synchronous !== ''
        ? [
            `Commits on ${primary.name} wait for ${primary.synchronous}: where that needs ${replica}, they stand still once it is gone.`,
          ]
        : []),
      `The inventory still names ${replica}: take the node out of it afterwards, or every status says that it does not answer.`,
    ],
    after: [],
  }
}

export const removedWords = (
  replica: string,
  { nodes, place }: Pick<AdditionFacts, 'nodes' | 'place'>,
): string | null => {
  const slots = nodes.flatMap(one => one.slots.map(({ name }) => name))
  return place?.unfit === null && !slots.includes(slotOf(replica))
    ? `${replica} is gone, with its slot and its files.`
    : null
}
