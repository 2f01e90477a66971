/** Queries of howdah.forgery_look: up to when rows were looked at for forgeries, as Howdah signed the time. */
import type { Store } from '#store/store'

/** Null before the first look, and for a row by another hand than Howdah's: then every row is looked at. */
export const forgeriesSoughtUntil = async (store: Store): Promise<Date | null> => {
  const [row] = await store.query<{ until: Date; signature: string }>(
    'select until, signature from howdah.forgery_look',
  )
  if (!row) return null
  const { until, signature } = row
  return store.signer.check('forgery-look', { until }, signature) === 'genuine' ? until : null
}

export const soughtForgeries = (store: Store, until: Date) =>
  store.query(
    `insert into howdah.forgery_look (until, signature) values ($1, $2)
     on conflict (single) do update set until = excluded.until, signature = excluded.signature`,
    [until, store.signer.sign('forgery-look', { until })],
  )
