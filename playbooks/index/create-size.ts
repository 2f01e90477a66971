/** The approximate size of an index, from the planner's statistics. */
import type { Partition } from '#cluster/facts/index/partitions'
import type { TableFacts } from '#cluster/facts/index/requested'
import type { Tried } from '#cluster/facts/index/trial'
import type { Table } from '#cluster/facts/table/tables'
import type { IndexMethod } from '#cluster/sql/index-definition'

type Rows = Pick<Tried, 'rows' | 'width' | 'distinct' | 'fill'>

/** A row is 8 bytes of header and the values, aligned to 8, and 4 of line pointer. */
const rowOf = (width: number): number => 8 * Math.ceil((8 + width) / 8)
const linePointer = 4

/** Equal keys stand once, with 6 bytes for each row, in pieces of up to a tenth of a page (nbtsort.c). */
const ofBtree = ({ rows, width, distinct }: Rows): number => {
  const alone = rows * (rowOf(width) + linePointer)
  const keys = Math.max(1, Math.min(distinct ?? rows, rows))
  if (rows < 1.5 * keys) return alone
  const pointers = (6 * rows) / keys
  const pieces = Math.max(1, Math.ceil(pointers / Math.max(6, 812 - rowOf(width))))
  return Math.min(alone, keys * (pointers + pieces * (rowOf(width) + linePointer)))
}

/** Each access method has its own fill of a page. */
const methods: Readonly<
  Record<Exclude<IndexMethod, 'brin' | 'gin'>, readonly [of: (rows: Rows) => number, fill: number]>
> = {
  btree: [ofBtree, 0.9],
  // A hash code has 4 bytes, however long the value is.
  hash: [({ rows }) => rows * 20, 0.75],
  gist: [({ rows, width }) => rows * (width + 12), 0.7],
  spgist: [({ rows, width }) => rows * (width + 16), 0.8],
}

/** Null for GIN: statistics do not tell how many keys a value has, and trigrams took 150 times what the width says. */
export const sizeOf = (
  method: IndexMethod,
  rows: Rows,
  table: Pick<Table, 'bytes'>,
): number | null => {
  if (method === 'gin') return null
  // Two values for each 128 pages, and three pages of its own.
  if (method === 'brin') return 24_576 + (table.bytes / 8_192 / 128) * (2 * rows.width + 32)
  const [of, fill] = methods[method]
  return of(rows) / (rows.fill ?? fill)
}

/** The rows of one partition's index: its share of all that the plan counts. */
export const partOf = (
  whole: Rows,
  { partitions }: Pick<TableFacts, 'partitions'>,
  one: Pick<Partition, 'rows'>,
): Rows => {
  const all = partitions?.all.reduce((sum, { rows }) => sum + rows, 0) ?? 0
  return { ...whole, rows: all === 0 ? one.rows : (whole.rows * one.rows) / all }
}
