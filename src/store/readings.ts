/** Queries of howdah.reading: what a guard has read, insert only. */
import { genuineRows, partsOf } from '#store/signed/genuine-rows'
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

/** Of each moment; since a change the first reading counts as well. */
const newest = 60

/** Rows of a look, about a second: more rows by hand hide the rows behind, and the guard asks. */
const within = 200_000

const isGenuineReading = (
  { signer }: Pick<Store, 'signer'>,
  plan: string,
  moment: ReadingMoment,
  { body, signature }: Pick<ReadingRow, 'body' | 'signature'>,
): boolean => signer.check('reading', { plan, moment, body }, signature) === 'genuine'

/** Readings since the change, by the time of keeping. */
export interface ReadBetween {
  readonly from?: Date | null
  readonly to?: Date | null
}

interface ReadingRow {
  readonly place: number
  readonly body: object
  readonly signature: string
}

/** The genuine readings of a plan, oldest first. */
export const readingsOf = async (
  store: Store,
  plan: string,
  { from = null, to = null }: ReadBetween = {},
): Promise<Readonly<Record<ReadingMoment, readonly object[]>>> => {
  const genuine = (moment: ReadingMoment, order: 'asc' | 'desc', most: number) =>
    genuineRows<ReadingRow>(
      store,
      (after, size) => [
        `select id::float8 as place, body, signature from howdah.reading
           where plan_id = $1 and moment = $2 and ($3::bigint is null or id ${order === 'asc' ? '>' : '<'} $3)
             and (moment = 'before' or at >= coalesce($4, '-infinity'::timestamptz) and at <= coalesce($5, 'infinity'::timestamptz))
           order by id ${order} limit $6`,
        [plan, moment, after, from, to, size],
      ],
      row => isGenuineReading(store, plan, moment, row),
      { most, within },
    )
  const before = await genuine('before', 'desc', newest)
  const since = await genuine('since', 'desc', newest)
  const oldest = since.length < newest ? [] : await genuine('since', 'asc', 1)
  const bodies = (rows: readonly ReadingRow[]) => rows.map(({ body }) => body)
  const missing = oldest.filter(({ place }) => since.every(one => one.place !== place))
  return {
    before: bodies(before.toReversed()),
    since: bodies([...missing, ...since.toReversed()]),
  }
}

export interface UnreadTime {
  readonly from: Date
  readonly to: Date
}

/**
 * The longest time of more than `seconds` since the change without a genuine reading, up to `now`; null for none. Behind
 * too many rows by hand nothing is known to be read.
 */
export const longestUnread = async (
  store: Store,
  plan: string,
  { seconds, now }: { readonly seconds: number; readonly now: Date },
): Promise<UnreadTime | null> => {
  const [changed] = await store.query<{ at: Date | null }>(
    'select ended_at as at from howdah.plan where id = $1',
    [plan],
  )
  let from = changed?.at
  if (!from) return null
  let longest: UnreadTime | null = null
  const read = (to: Date, since: Date): void => {
    const ms = to.getTime() - since.getTime()
    if (ms > seconds * 1_000 && ms > lengthOf(longest)) longest = { from: since, to }
  }
  const query = (after: number | null, size: number) =>
    [
      `select id::float8 as place, body, signature, at from howdah.reading
       where plan_id = $1 and moment = 'since' and ($2::bigint is null or id > $2) order by id limit $3`,
      [plan, after, size],
    ] as const
  for await (const rows of partsOf<ReadingRow & { readonly at: Date }>(
    store,
    query,
    within,
    newest,
  ))
    for (const row of rows)
      if (isGenuineReading(store, plan, 'since', row) && row.at > from) {
        read(row.at, from)
        from = row.at
      }
  read(now, from)
  return longest
}

const lengthOf = (time: UnreadTime | null): number =>
  time === null ? 0 : time.to.getTime() - time.from.getTime()
