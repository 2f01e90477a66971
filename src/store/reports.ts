/** Queries of howdah.report: posted reports and alerts. */
import type { OpenReport } from '#model/finding'
import { type Placed, placedAt } from '#store/signed/placed'
import type { Store } from '#store/store'

/** Longer than a patient upload takes: a process that was killed after the claim will not post any more. */
const lapse = '1 minute'

/** True for the process that may post now; false once posted, or while another process is posting. */
export const claimReport = async (store: Store, key: string): Promise<boolean> =>
  (await claimReports(store, [key])).length === 1

/** The keys whose reports this process may post now. */
export const claimReports = async (
  store: Store,
  keys: readonly string[],
): Promise<readonly string[]> =>
  (
    await store.query<{ key: string }>(
      `insert into howdah.report (key) select distinct unnest($1::text[])
       on conflict (key) do update set at = clock_timestamp()
         where report.ts is null and report.at < clock_timestamp() - interval '${lapse}'
       returning key`,
      [keys],
    )
  ).map(({ key }) => key)

export const reportPosted = (store: Store, key: string, ts: string) =>
  reportsPosted(store, [key], ts)

/** Several reports in the same post. */
export const reportsPosted = (store: Store, keys: readonly string[], ts: string) =>
  store.query(
    `update howdah.report set ts = $2, signature = posted.signature
     from unnest($1::text[], $3::text[]) as posted (key, signature) where report.key = posted.key`,
    [keys, ts, keys.map(key => store.signer.sign('report', { key, ts }))],
  )

export const isPosted = async (store: Store, key: string): Promise<boolean> =>
  (await store.query('select from howdah.report where key = $1 and ts is not null', [key]))
    .length === 1

export interface PostedReport {
  readonly key: string
  readonly ts: string
}

/** Reports of the last two days whose key begins with `prefix`, the newest first; none with a place by another hand. */
export const postedReports = async (
  store: Store,
  prefix: string,
): Promise<readonly PostedReport[]> => {
  const rows = await store.query<Placed & { readonly key: string }>(
    `select key, ts, signature, before_signing from howdah.report
     where at > clock_timestamp() - interval '2 days' and starts_with(key, $1) and ts <> ''
     order by at desc limit 50`,
    [prefix],
  )
  return rows.flatMap(row => {
    const ts = placedAt(store, 'report', { key: row.key }, row)
    return ts === null ? [] : [{ key: row.key, ts }]
  })
}

/** The key without its signature; undefined where Howdah did not sign the key. */
export const unsignedKey = (store: Store, signed: string): string | undefined => {
  const key = signed.slice(0, signed.lastIndexOf(' '))
  return store.signer.unforeseen(key) === signed ? key : undefined
}

export interface SignedReport {
  /** The key without its signature. */
  readonly key: string
  readonly ts: string
  /** The key between the kind and the day. */
  readonly subject: string
  /** `2026-11-30`. */
  readonly day: string
  /** `18:40:01`, in UTC; null for a key with a day alone. */
  readonly time: string | null
}

/** Posted reports of a kind, such as `finding shop `, whose keys Howdah signed; the newest first. */
export const standingReports = async (
  store: Store,
  kind: string,
): Promise<readonly SignedReport[]> =>
  (await postedReports(store, kind)).flatMap(({ key: signed, ts }) => {
    const key = unsignedKey(store, signed)
    if (key === undefined) return []
    const [, subject, day, time = null] =
      /^(.*?) (\d{4}-\d\d-\d\d)(?: (\d\d:\d\d:\d\d))?(?: |$)/.exec(key.slice(kind.length)) ?? []
    return subject === undefined || day === undefined ? [] : [{ key, ts, subject, day, time }]
  })

/** The key of the mark that a report was written anew. */
export const closedKey = (store: Store, key: string): string =>
  store.signer.unforeseen(`closed ${key}`)

const reportKinds = ['finding', 'setting'] as const

/** What reports about a cluster say that is not over. */
export const openReports = async (
  store: Store,
  cluster: string,
): Promise<readonly OpenReport[]> => {
  const every = await Promise.all(
    reportKinds.map(async kind =>
      (await standingReports(store, `${kind} ${cluster} `)).map(one => ({ ...one, kind })),
    ),
  )
  const open = await Promise.all(
    every
      .flat()
      .map(async ({ key, kind, subject, day }) =>
        (await isPosted(store, closedKey(store, key))) ? [] : [{ kind, subject, day }],
      ),
  )
  return open.flat()
}

/** The ts of a posted report; null before. A place by another hand is given up: the report is posted anew. */
export const reportTs = async (store: Store, key: string): Promise<string | null> => {
  const [row] = await store.query<Placed>(
    'select ts, signature, before_signing from howdah.report where key = $1',
    [key],
  )
  if (!row || row.ts === null) return null
  const ts = placedAt(store, 'report', { key }, row)
  if (ts === null)
    await store.query(
      `update howdah.report set ts = null, at = clock_timestamp() - 2 * interval '${lapse}' where key = $1 and ts = $2`,
      [key, row.ts],
    )
  return ts
}
