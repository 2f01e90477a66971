/** Figures and notes about an index of a partitioned table, for the approver. */
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

export const partitionedLocks = (
  { table }: PartitionedFacts,
  { deadlineSeconds }: Pick<Action, 'deadlineSeconds'>,
): Estimate => ({
  label: 'Locks',
  value: `reads and writes on ${table.quoted} continue during each build, schema changes, VACUUM and ANALYZE of its partition wait; writes wait while the index of the whole is made, queries of a partition while its part is attached: for a lock each of these waits 100 ms and tries again, for ${seconds(deadlineSeconds)} at most`,
})

export const partitionedUndo = ({ partitions, table, quotedName }: PartitionedFacts): Estimate => {
  const had = taken(partitions)
  return {
    label: 'Undo',
    value: `drop ${quotedName} with its parts, which stops reads and writes on ${table.quoted} for a moment${had.length === 0 ? '' : `; what was there before is built again: ${fewOf(had.map(({ same }) => same.quoted))}`}`,
  }
}

export const partitionedNotes = ({ partitions }: PartitionedFacts): readonly string[] => {
  const had = taken(partitions)
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
