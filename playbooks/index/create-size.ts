/**
 * The approximate size of an index, from the planner's statistics. Every row is counted, also rows that
 * `where` leaves out.
 */
import type { Tried } from '#cluster/facts/index/trial'
import type { Table } from '#cluster/facts/table/tables'
import type { IndexMethod } from '#cluster/sql/index-definition'

/** 8 bytes of tuple header and 4 of line pointer; each access method has its own fill of a page. */
const perRow: Readonly<Record<Exclude<IndexMethod, 'brin'>, (width: number) => number>> = {
  btree: width => (width + 12) / 0.9,
  // A hash code has 4 bytes, however long the value is.
  hash: () => 20 / 0.75,
  // The values once each, and a row pointer for every row.
  gin: width => width + 6,
  gist: width => (width + 12) / 0.7,
  spgist: width => (width + 16) / 0.8,
}

export const sizeOf = (
  method: IndexMethod,
  { rows, width }: Pick<Tried, 'rows' | 'width'>,
  table: Pick<Table, 'bytes'>,
): number =>
  method === 'brin'
    ? // Two values for each 128 pages, and three pages of its own.
      24_576 + (table.bytes / 8_192 / 128) * (2 * width + 32)
    : rows * perRow[method](width)
