import { openPlanIds } from '#store/plans'
import type { Store } from '#store/store'

/** The ids alone of open plans, then of the newest plans: rows by hand too. */
export const idsAtHand = async (store: Store, newest: number): Promise<readonly string[]> => {
  const rows = await store.query<{ id: string }>(
    'select id from howdah.plan order by created_at desc limit $1',
    [newest],
  )
  return [...(await openPlanIds(store)), ...rows.map(({ id }) => id)]
}
