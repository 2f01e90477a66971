import { planIn } from '#engine/show/read-rows'
import { doneAt } from '#store/journal'
import { plansThatCreate } from '#store/plans'
import type { Store } from '#store/store'

/** When runs created objects of a kind in the database, by name: the last time of each. */
export const createdAt = async (
  store: Store,
  place: { readonly cluster: string; readonly database: string; readonly kind: string },
): Promise<ReadonlyMap<string, string>> => {
  const rows = await plansThatCreate(store, place)
  const plans = new Map(rows.map(row => [row.id, planIn(row)]))
  const done = await doneAt(store, [...plans.keys()])
  return new Map(
    done.flatMap(({ plan, step, at }) =>
      (plans.get(plan)?.steps[step]?.effects ?? [])
        .filter(({ kind, change }) => kind === place.kind && change === 'create')
        .map(({ object }) => [object, at.toISOString()] as const),
    ),
  )
}
