import { partsOf, type RowsAfter } from '#store/signed/genuine-rows'
import type { Store } from '#store/store'

export interface Revised<Row> {
  /** Columns and table: `select id, body, signature from howdah.schedule where …`. */
  readonly rows: string
  readonly values: readonly unknown[]
  /** The column whose newest revisions are wanted. */
  readonly by: keyof Row & string
  readonly isGenuine: (row: Row) => boolean
}

const atFirst = 200

/** The newest revision that Howdah signed of each name, by name, among any number of rows by hand and of any length. */
export const newestGenuine = async <Row>(
  store: Store,
  { rows, values, by, isGenuine }: Revised<Row>,
): Promise<readonly Row[]> => {
  const after: RowsAfter = (place, size) => [
    `select * from (
       select row_number() over (order by ${by}, revision desc)::float8 as place, one.* from (${rows}) one) placed
     where place > $${values.length + 1}::float8 order by place limit $${values.length + 2}`,
    [...values, place ?? 0, size],
  ]
  const found = new Map<unknown, Row>()
  for await (const part of partsOf<Row & { readonly place: number }>(
    store,
    after,
    Number.POSITIVE_INFINITY,
    atFirst,
  ))
    for (const row of part) if (!found.has(row[by]) && isGenuine(row)) found.set(row[by], row)
  return [...found.values()]
}
