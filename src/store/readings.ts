/** Queries of howdah.reading: what a guard has read, insert only. */
import type { Store } from '#store/store'

export type ReadingMoment = 'before' | 'since'

export const insertReading = (store: Store, plan: string, moment: ReadingMoment, body: object) =>
  store.query(
    'insert into howdah.reading (plan_id, moment, body, signature) values ($1, $2, $3, $4)',
    [plan, moment, JSON.stringify(body), store.signer.sign('reading', { plan, moment, body })],
  )

/** When the first reading before the change was kept; null for none. */
export const firstReadingAt = async (store: Store, plan: string): Promise<Date | null> =>
  (
    await store.query<{ at: Date | null }>(
      `select min(at) as at from howdah.reading where plan_id = $1 and moment = 'before'`,
      [plan],
    )
  )[0]?.at ?? null

export interface UnreadTime {
  readonly from: Date
  readonly to: Date
}

/** The longest time of more than `seconds` since the change without a reading, up to `now`; null for none. */
export const longestUnread = async (
  store: Store,
  plan: string,
  { seconds, now }: { readonly seconds: number; readonly now: Date },
): Promise<UnreadTime | null> =>
  (
    await store.query<UnreadTime>(
      `select * from (
         select at as from, lead(at, 1, $3) over (order by at) as to from (
           select ended_at as at from howdah.plan where id = $1
           union all select at from howdah.reading where plan_id = $1 and moment = 'since'
         ) read
       ) times where "to" - "from" > make_interval(secs => $2) order by "to" - "from" desc limit 1`,
      [plan, seconds, now],
    )
  )[0] ?? null

/** Since a change: the first reading, and the newest ones. */
const newest = 60

/** Readings since the change, by the time of keeping. */
export interface ReadBetween {
  readonly from?: Date | null
  readonly to?: Date | null
}

/** The genuine readings of a plan, oldest first. */
export const readingsOf = async (
  store: Store,
  plan: string,
  { from = null, to = null }: ReadBetween = {},
): Promise<Readonly<Record<ReadingMoment, readonly object[]>>> => {
  const rows = await store.query<{ moment: ReadingMoment; body: object; signature: string }>(
    `select moment, body, signature from (
       select *, row_number() over (partition by moment order by id) as first,
         row_number() over (partition by moment order by id desc) as last
       from howdah.reading where plan_id = $1 and (moment = 'before'
         or at >= coalesce($3, '-infinity'::timestamptz) and at <= coalesce($4, 'infinity'::timestamptz))
     ) numbered where moment = 'before' or first = 1 or last <= $2 order by id`,
    [plan, newest, from, to],
  )
  const genuine = rows.filter(
    ({ moment, body, signature }) =>
      store.signer.check('reading', { plan, moment, body }, signature) === 'genuine',
  )
  const of = (moment: ReadingMoment) =>
    genuine.filter(row => row.moment === moment).map(({ body }) => body)
  return { before: of('before'), since: of('since') }
}
