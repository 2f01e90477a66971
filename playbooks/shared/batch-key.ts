/** Why batches cannot go through a table by its primary key; otherwise the key. */
import type { BatchKey } from '#cluster/facts/table/batch-key'
import { type Refusal, refusal } from '#model/refusal'

/** Types whose text reads back as the same value. */
const ordered = new Set([
  'smallint',
  'integer',
  'bigint',
  'numeric',
  'uuid',
  'date',
  'timestamp without time zone',
  'timestamp with time zone',
  'text',
  'character varying',
])

export const batchKey = (found: BatchKey): Refusal | BatchKey => {
  const { table, key } = found
  if (key.length === 0)
    return refusal(
      `${table} has no primary key, so batches cannot go through it.`,
      'Give it a primary key first.',
    )
  const odd = key.find(({ type }) => !ordered.has(type))
  return odd
    ? refusal(
        `Batches cannot go through ${table} by ${odd.column}, of type ${odd.type}.`,
        'They go by integers, numbers, uuids, times and text: change it by hand, or by another key.',
      )
    : found
}
