import { type InOrder, rowsThat } from '#store/signed/genuine-rows'
import type { Store } from '#store/store'

export interface Revised<Row> extends Omit<InOrder, 'order'> {
  /** The column whose newest revisions are wanted. */
  readonly by: keyof Row & string
  readonly isGenuine: (row: Row) => boolean
}

/** The newest revision that Howdah signed of each name, by name. */
export const newestGenuine = <Row extends object>(
  store: Store,
  { by, isGenuine, ...wanted }: Revised<Row>,
): Promise<readonly Row[]> => {
  const known = new Set<unknown>()
  return rowsThat<Row>(store, { ...wanted, order: `${by}, revision desc` }, row => {
    if (known.has(row[by]) || !isGenuine(row)) return false
    known.add(row[by])
    return true
  })
}
