/** Queries of howdah.report: posted reports and alerts. */
import { type Placed, placedAt } from '#store/signed/placed'
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
  store.query('update howdah.report set ts = $2, signature = $3 where key = $1', [
    key,
    ts,
    store.signer.sign('report', { key, ts }),
  ])

export const isPosted = async (store: Store, key: string): Promise<boolean> =>
  (await store.query('select from howdah.report where key = $1 and ts is not null', [key]))
    .length === 1

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
