/** Finds the rows that Howdah signed among any number of rows by hand, which would crowd the signed rows out of a newest few. */

interface Looked {
  /** The place of the row in the order of the query. */
  readonly place: number
}

/** At most `size` rows that follow `after` in the order of the query; null for the beginning. */
export type ReadRowsAfter<Row extends Looked> = (
  after: number | null,
  size: number,
) => Promise<readonly Row[]>

/** Few at first, because there are hardly ever rows by hand. */
const first = 20
const atOnce = 2_000

export interface Search {
  /** Rows to find. */
  readonly most: number
  /** Rows to look at, where an answer in time is worth more than a whole answer; all rows without a number. */
  readonly within?: number
}

/** The first genuine rows, in the order of the query. */
export const genuineRows = async <Row extends Looked>(
  read: ReadRowsAfter<Row>,
  isGenuine: (row: Row) => boolean,
  { most, within = Number.POSITIVE_INFINITY }: Search,
): Promise<readonly Row[]> => {
  const found: Row[] = []
  let after: number | null = null
  let size = Math.max(first, most)
  for (let looked = 0; looked < within; ) {
    const rows: readonly Row[] = await read(after, size)
    for (const row of rows) if (found.length < most && isGenuine(row)) found.push(row)
    if (found.length === most || rows.length < size) break
    looked += rows.length
    after = rows.at(-1)?.place ?? null
    size = atOnce
  }
  return found
}
