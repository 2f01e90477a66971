/** Queries of howdah.claim: what open runs hold for themselves. */
import type { Store } from '#store/store'

export interface ClaimRow {
  readonly kind: string
  readonly key: string
  readonly label: string
  readonly mode: 'shared' | 'exclusive'
}

/** The oldest run whose claims conflict, with its plan; undefined when the way is free. */
const findConflict = async (tx: Store, run: string, cluster: string, claims: readonly ClaimRow[]) =>
  (
    await tx.query<{ plan_id: string }>(
      `select run.plan_id from howdah.claim held join howdah.run on run.id = held.run_id
       join jsonb_to_recordset($3::jsonb) as wanted(kind text, key text, mode text)
         on (wanted.kind = held.kind and wanted.key = held.key)
         or 'cluster' in (wanted.kind, held.kind)
       where held.cluster = $2 and held.run_id <> $1 and run.ended_at is null
         and 'exclusive' in (wanted.mode, held.mode)
       order by run.created_at limit 1`,
      [run, cluster, JSON.stringify(claims)],
    )
  )[0]

/** Any number; with the cluster's name it makes claiming on one cluster one at a time. */
const claimLock = 7_240_119

/** Takes all claims or none; gives the plan that stands in the way. */
export const takeClaims = (
  store: Store,
  run: string,
  cluster: string,
  claims: readonly ClaimRow[],
): Promise<{ readonly behind: string | null }> =>
  store.transaction(async tx => {
    await tx.query('select pg_advisory_xact_lock($1, hashtext($2))', [claimLock, cluster])
    const conflict = await findConflict(tx, run, cluster, claims)
    if (conflict) return { behind: conflict.plan_id }
    await tx.query(
      `insert into howdah.claim (run_id, cluster, kind, key, label, mode)
       select $1, $2, kind, key, label, mode
       from jsonb_to_recordset($3::jsonb) as c(kind text, key text, label text, mode text)
       on conflict do nothing`,
      [run, cluster, JSON.stringify(claims)],
    )
    return { behind: null }
  })

/** Gives back a run's claims and gives the runs that waited on the cluster a chance at once. */
export const releaseClaims = async (tx: Store, run: string): Promise<void> => {
  const freed = await tx.query<{ cluster: string }>(
    'delete from howdah.claim where run_id = $1 returning cluster',
    [run],
  )
  const [first] = freed
  if (!first) return
  await tx.query(
    `update howdah.run set wake_at = clock_timestamp() from howdah.plan
     where plan.id = run.plan_id and plan.cluster = $1 and run.ended_at is null and run.waiting_for is not null`,
    [first.cluster],
  )
}
