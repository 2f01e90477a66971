/** When the daily digests are due: the control database's clock decides, and knows which are posted. */
import type { Store } from '#store/store'

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
