/** Queries of howdah.measurement. A snapshot that Howdah did not write is none. */
import type { Store } from '#store/store'

export type Moment = 'planned' | 'before' | 'after' | 'later'

/** The first snapshot of a moment stays, also after a take-over. The signature is kept within the body. */
export const insertMeasurement = (store: Store, plan: string, moment: Moment, body: object) => {
  const signature = store.signer.sign('measurement', { plan, moment, body })
  return store.query(
    'insert into howdah.measurement (plan_id, moment, body) values ($1, $2, $3) on conflict do nothing',
    [plan, moment, JSON.stringify({ ...body, signature })],
  )
}

export const measurementsOf = async (
  store: Store,
  plan: string,
): Promise<Readonly<Partial<Record<Moment, object>>>> => {
  const rows = await store.query<{
    moment: Moment
    body: { readonly signature?: string } | null
  }>('select moment, body from howdah.measurement where plan_id = $1', [plan])
  return Object.fromEntries(
    rows.flatMap(({ moment, body: kept }) => {
      const { signature = null, ...body } = kept ?? {}
      const genuine = store.signer.check('measurement', { plan, moment, body }, signature)
      return genuine === 'genuine' ? [[moment, body]] : []
    }),
  )
}
