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

export interface DigestTime {
  /** `08:00` */
  readonly at: string
  readonly zone: string
}

/** From now on; the first digest comes at the next such time, not at the first start. */
export const beginDigests = (store: Store, cluster: string) =>
  store.query(`insert into howdah.report (key, ts) values ($1, '') on conflict do nothing`, [
    digestsOf(cluster),
  ])

/** The key of today's digest when due by the control database's clock and not posted yet. */
export const dueDigest = async (
  store: Store,
  cluster: string,
  { at, zone }: DigestTime,
): Promise<string | null> => {
  const [row] = await store.query<{ key: string }>(
    `with slot as (
       select ((clock_timestamp() at time zone $2)::date + $1::time) at time zone $2 as at,
         $3 || ' ' || (clock_timestamp() at time zone $2)::date as key
     )
     select slot.key from slot
     where slot.at <= clock_timestamp()
       and exists (select from howdah.report begun where begun.key = $3 and begun.at < slot.at)
       and not exists (select from howdah.report said where said.key = slot.key and said.ts is not null)`,
    [at, zone, digestsOf(cluster)],
  )
  return row?.key ?? null
}

/** When the next digests are due. */
export const nextDigest = async (store: Store, { at, zone }: DigestTime): Promise<Date> => {
  const [row] = await store.query<{ at: Date }>(
    `with today as (select (clock_timestamp() at time zone $2)::date as day)
     select min(slot) as at from today,
       lateral (values ((day + $1::time) at time zone $2), ((day + 1 + $1::time) at time zone $2)) as next (slot)
     where slot > clock_timestamp()`,
    [at, zone],
  )
  if (!row) throw new Error('no day follows today')
  return row.at
}

const digestsOf = (cluster: string): string => `digest ${cluster}`
