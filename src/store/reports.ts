/** Queries of howdah.report: posted reports, alerts and heads of the record. */
import type { Store } from '#store/store'

/** Longer than a patient upload takes: a process that was killed after the claim will not post any more. */
const lapse = '1 minute'

/** True for the process that may post now; false once posted, or while another process is posting. */
export const claimReport = async (store: Store, key: string): Promise<boolean> => {
  const rows = await store.query(
    `insert into howdah.report (key) values ($1)
     on conflict (key) do update set at = clock_timestamp()
       where report.ts is null and report.at < clock_timestamp() - interval '${lapse}'
     returning key`,
    [key],
  )
  return rows.length === 1
}

export const reportPosted = (store: Store, key: string, ts: string) =>
  store.query('update howdah.report set ts = $2 where key = $1', [key, ts])

export const isPosted = async (store: Store, key: string): Promise<boolean> =>
  (await store.query('select from howdah.report where key = $1 and ts is not null', [key]))
    .length === 1

/** A place of the record. */
export interface Head {
  readonly seq: number
  readonly hash: string
}

/**
 * Whether a head is due in the audit channel: every hundred entries, daily, and when the record ends before
 * the last posted head, because the database was restored.
 */
export const isHeadDue = async (store: Store, { seq }: Head): Promise<boolean> => {
  const [row] = await store.query<{ due: boolean }>(
    `select coalesce(
       head.seq - told.seq not between 0 and 99
         or head.seq > told.seq and told.at <= clock_timestamp() - interval '1 day', true) as due
     from (select $1::bigint as seq) head left join (
       select split_part(key, ' ', 2)::bigint as seq, at from howdah.report
       where key like 'head %' order by at desc limit 1) told on true`,
    [seq],
  )
  return row?.due ?? false
}

export const headTold = (store: Store, { seq, hash }: Head, ts: string) =>
  store.query(
    `insert into howdah.report (key, ts) values ($1, $2)
     on conflict (key) do update set at = clock_timestamp(), ts = excluded.ts`,
    [`head ${seq} ${hash}`, ts],
  )
