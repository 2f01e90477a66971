/** Why an index has to stay: what relies on it. */
import type { FoundIndex } from '#cluster/facts/index/existing'
import { type Refusal, refusal } from '#model/refusal'

/** Refuses where a constraint, a foreign key, replication or a partitioned table relies on the index. */
export const needed = ({ index }: Pick<FoundIndex, 'index'>): Refusal | undefined => {
  if (index.constraint !== null) {
    return refusal(
      `${index.quoted} backs the constraint ${index.constraint} of ${index.quotedTable}.`,
      'Drop the constraint, if its rule is no longer needed.',
    )
  }
  if (index.foreignKeys.length > 0) {
    return refusal(
      `Foreign keys rely on ${index.quoted}: ${index.foreignKeys.join(', ')}.`,
      'Drop those first, if they are no longer needed.',
    )
  }
  if (index.replicaIdentity) {
    return refusal(
      `${index.quoted} is the replica identity of ${index.quotedTable}: logical replication would stop.`,
      'Give the table another replica identity first.',
    )
  }
  if (index.partitioned && index.valid) {
    return refusal(
      `${index.quoted} is the index of a partitioned table, which PostgreSQL drops only under a lock that stops reads and writes.`,
      'Drop it in a maintenance window.',
    )
  }
  return index.partition
    ? refusal(
        `${index.quoted} is part of an index of a partitioned table.`,
        'Drop the index of the whole table in a maintenance window.',
      )
    : undefined
}
