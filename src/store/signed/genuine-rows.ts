/**
 * Finds the rows that Howdah signed among any number of rows by hand, of any length, which would crowd the signed rows out
 * of a newest few, or fill the memory.
 */

interface Asked {
  query<Row extends object>(text: string, values?: readonly unknown[]): Promise<readonly Row[]>
}

interface Looked {
  /** The place of the row in the order of the query. */
  readonly place: number
}

/** A query for at most `size` rows behind `after`, null for the beginning; and the values. */
export type RowsAfter = (
  after: number | null,
  size: number,
) => readonly [text: string, values: readonly unknown[]]

/** Few at first, because there are hardly ever rows by hand. */
const first = 20
const atOnce = 2_000

/** The row that passes this bound is the last of a part: a row by hand may have as many bytes as the table takes. */
const partBytes = 16 * 1024 * 1024

/** The rows of a query as far as they fit, with the bytes of each. A window without an order keeps the query's order. */
const fitting = (query: string): string => `select * from (
    select sized.*, coalesce(sum(row_bytes) over (rows between unbounded preceding and 1 preceding), 0)::float8 as bytes_before
    from (select part.*, octet_length(part::text) as row_bytes from (${query}) part offset 0) sized
  ) parts where bytes_before < ${partBytes}`

interface Sized {
  readonly row_bytes: number
  readonly bytes_before: number
}

/** Bytes of the rows of a part. */
const bytesOf = (rows: readonly Sized[]): number => {
  const last = rows.at(-1)
  return last === undefined ? 0 : last.bytes_before + last.row_bytes
}

/** Every row of a query, in order, in parts that fit in the memory; ends after `within` rows. */
export async function* partsOf<Row extends Looked>(
  store: Asked,
  query: RowsAfter,
  within: number,
  atFirst: number,
): AsyncGenerator<readonly Row[]> {
  let after: number | null = null
  let size = atFirst
  for (let looked = 0; looked < within; ) {
    const [text, values] = query(after, size)
    const rows: readonly (Row & Sized)[] = await store.query<Row & Sized>(fitting(text), values)
    yield rows
    const isCut = bytesOf(rows) >= partBytes
    if (rows.length < size && !isCut) return
    looked += rows.length
    after = rows.at(-1)?.place ?? null
    // PostgreSQL writes out each row of a part to measure the rows.
    size = isCut ? Math.max(1, rows.length) : atOnce
  }
}

export interface Search {
  /** Rows to find. */
  readonly most: number
  /** Rows to look at, where an answer in time is worth more than a whole answer; all rows without a number. */
  readonly within?: number
}

/** The first genuine rows, in the order of the query. */
export const genuineRows = async <Row extends Looked>(
  store: Asked,
  query: RowsAfter,
  isGenuine: (row: Row) => boolean,
  { most, within = Number.POSITIVE_INFINITY }: Search,
): Promise<readonly Row[]> => {
  const found: Row[] = []
  for await (const rows of partsOf<Row>(store, query, within, Math.max(first, most))) {
    for (const row of rows) if (found.length < most && isGenuine(row)) found.push(row)
    if (found.length === most) break
  }
  return found
}

export interface InOrder {
  readonly query: string
  readonly values: readonly unknown[]
  /** Columns of the query. */
  readonly order: string
}

/** Rows of a first part where all are wanted. */
const manyFirst = 500

/** The rows of a query that pass, in order: any number of rows by hand, of any length, come into memory in parts. */
export const rowsThat = async <Row extends object>(
  store: Asked,
  { query, values, order }: InOrder,
  passes: (row: Row) => boolean,
): Promise<readonly Row[]> => {
  const after: RowsAfter = (place, size) => [
    `select * from (select row_number() over (order by ${order})::float8 as place, one.* from (${query}) one) placed
     where place > $${values.length + 1}::float8 order by place limit $${values.length + 2}`,
    [...values, place ?? 0, size],
  ]
  const found: Row[] = []
  for await (const part of partsOf<Row & Looked & Sized>(
    store,
    after,
    Number.POSITIVE_INFINITY,
    manyFirst,
  ))
    for (const { place: _, row_bytes: __, bytes_before: ___, ...rest } of part) {
      const row = rest as unknown as Row
      if (passes(row)) found.push(row)
    }
  return found
}
