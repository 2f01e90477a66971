/** The facts of a table that is partitioned. */
import type { Partition, Partitions } from '#cluster/facts/index/partitions'
import type { TableFacts } from '#cluster/facts/index/requested'

export interface PartitionedFacts extends TableFacts {
  readonly partitions: Partitions
}

export const isPartitioned = (facts: TableFacts): facts is PartitionedFacts =>
  facts.partitions !== null

/** Partitions that have such an index already, which becomes part of the new one. */
export const taken = ({
  all,
}: Partitions): readonly (Partition & { readonly same: NonNullable<Partition['same']> })[] =>
  all.flatMap(one => (one.same === null ? [] : [{ ...one, same: one.same }]))
