/** Figures and notes about an index of a partitioned table, for the approver. */
import type { Index } from '#cluster/facts/index/indexes'
import type { Action } from '#model/action'
import type { Estimate } from '#model/plan'
import { type PartitionedFacts, taken } from '#playbooks/index/partitioned-facts'
import { counted, fewOf, seconds } from '#text/figures'

export const partitionedEstimates = ({ partitions }: PartitionedFacts): readonly Estimate[] => {
  const leaves = partitions.all.filter(({ kind }) => kind === 'table').length
  const levels = partitions.all.filter(({ kind }) => kind === 'partitioned table').length
  const had = taken(partitions).length
  return [
    {
      label: 'Partitions',
      value: [
        `${counted(leaves - had, 'index', 'indexes')} to build on ${counted(leaves, 'partition')}`,
        ...(had === 0 ? [] : [`${counted(had, 'partition has', 'partitions have')} one already`]),
        ...(levels === 0
          ? []
          : [`${counted(levels, 'partition is', 'partitions are')} partitioned again`]),
      ].join('; '),
    },
  ]
}

/** `whole` is the index that is there already; null where the plan makes it. */
export const partitionedLocks = (
  { table }: PartitionedFacts,
  { deadlineSeconds }: Pick<Action, 'deadlineSeconds'>,
  whole: Index | null,
): Estimate => ({
  label: 'Locks',
  value: `reads and writes on ${table.quoted} continue during each build, schema changes, VACUUM and ANALYZE of its partition wait; ${whole ? '' : 'writes wait while the index of the whole is made, '}queries of a partition${whole ? ' wait' : ''} while its part is attached: for a lock each of these waits 100 ms and tries again, for ${seconds(deadlineSeconds)} at most`,
})

export const partitionedUndo = (
  { partitions, table, quotedName }: PartitionedFacts,
  whole: Index | null,
): Estimate => {
  if (whole) return { label: 'Undo', value: 'none: what is there and what this adds stays' }
  const had = taken(partitions)
  return {
    label: 'Undo',
    value: `drop ${quotedName} with its parts, which stops reads and writes on ${table.quoted} for a moment${had.length === 0 ? '' : `; what was there before is built again: ${fewOf(had.map(({ same }) => same.quoted))}`}`,
  }
}

export const partitionedNotes = (
  { partitions }: PartitionedFacts,
  whole: Index | null,
): readonly string[] => {
  const had = taken(partitions)
  if (whole)
    return [
      `${whole.quoted} is there and invalid: ${fewOf(whole.lackedBy)} ${whole.lackedBy.length === 1 ? 'lacks its part' : 'lack their parts'}. It becomes valid with the last part; valid parts are not built again.`,
      'If a step fails or the run is stopped, what was built until then stays, and serves queries of its partition: `index create` goes on from there.',
    ]
  return [
    'Until every partition has its part the index of the whole is invalid; each part serves queries of its partition as soon as it is built.',
    'A partition that is added meanwhile gets its part when it is added.',
    ...(had.length === 0
      ? []
      : [
          `${fewOf(had.map(({ same }) => same.quoted))}: already there and the same, so attached, not built. PostgreSQL cannot separate a part again: if the run fails or is stopped after that, it drops the whole and builds ${had.length === 1 ? 'this one' : 'these'} again.`,
        ]),
  ]
}
