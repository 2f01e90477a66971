/** The facts of a table that is partitioned. */
import type { Index } from '#cluster/facts/index/indexes'
import type { Partition, Partitions } from '#cluster/facts/index/partitions'
import type { TableFacts } from '#cluster/facts/index/requested'
import type { IndexInput } from '#playbooks/index/create-input'

export interface PartitionedFacts extends TableFacts {
  readonly partitions: Partitions
}

export const isPartitioned = (facts: TableFacts): facts is PartitionedFacts =>
  facts.partitions !== null

/** Partitions that have such an index already, which becomes part of the new one, or is part of an invalid one. */
export const taken = ({
  all,
}: Partitions): readonly (Partition & { readonly same: NonNullable<Partition['same']> })[] =>
  all.flatMap(one =>
    one.kind !== 'table' || one.same === null ? [] : [{ ...one, same: one.same }],
  )

/** The index of the whole that is there and invalid, where parts are all that it lacks; else null. */
export const unfinished = (
  { name }: Pick<IndexInput, 'name'>,
  { same, partitions }: Pick<TableFacts, 'same' | 'partitions'>,
): Index | null => {
  if (!same?.partitioned || same.valid || same.inProgress !== null) return null
  if (name !== undefined && name !== same.name) return null
  // PostgreSQL looks at a part once, when it is attached: a part that is rebuilt later makes no whole valid.
  const sound = partitions?.all.every(
    one => !one.attached || one.same?.valid || one.same?.partitioned,
  )
  return sound && same.lackedBy.length > 0 ? same : null
}
