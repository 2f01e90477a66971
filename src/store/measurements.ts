/** Queries of howdah.measurement. */
import type { Store } from '#store/store'

export type Moment = 'planned' | 'before' | 'after' | 'later'

/** The first snapshot of a moment stays, also after a take-over. */
export const insertMeasurement = (store: Store, plan: string, moment: Moment, body: object) =>
  store.query(
    'insert into howdah.measurement (plan_id, moment, body) values ($1, $2, $3) on conflict do nothing',
    [plan, moment, JSON.stringify(body)],
  )

export const measurementsOf = async (
  store: Store,
  plan: string,
): Promise<Readonly<Partial<Record<Moment, object>>>> => {
  const rows = await store.query<{ moment: Moment; body: object }>(
    'select moment, body from howdah.measurement where plan_id = $1',
    [plan],
  )
  return Object.fromEntries(rows.map(({ moment, body }) => [moment, body]))
}
