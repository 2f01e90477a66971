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

/**
 * The time from which the next look begins: a row has the time of the insert, and is seen from the end of the
 * transaction on, which somebody may put off for hours. Null while a prepared transaction waits, whose beginning nothing
 * tells.
 */
export const openSince = async (store: Store): Promise<Date | null> => {
  const [row] = await store.query<{ since: Date | null }>(
    `select case when not exists (select from pg_prepared_xacts where database = current_database()) then
       (select min(coalesce(xact_start, clock_timestamp())) - interval '1 minute' from pg_stat_activity
          where datname = current_database() and backend_type = 'client backend') end as since`,
  )
  return row?.since ?? null
}

export const soughtForgeries = (store: Store, until: Date) =>
  store.query(
    `insert into howdah.forgery_look (until, signature) values ($1, $2)
     on conflict (single) do update set until = excluded.until, signature = excluded.signature`,
    [until, store.signer.sign('forgery-look', { until })],
  )
