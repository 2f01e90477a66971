/** Queries of howdah.claim: the claims of open runs. */
import { advisoryLocks } from '#store/advisory-locks'
import type { Store } from '#store/store'
import { takeLock } from '#store/take-lock'

export interface ClaimRow {
  readonly kind: string
  readonly key: string
  readonly label: string
  readonly mode: 'shared' | 'exclusive'
}

export interface Claiming {
  readonly run: string
  readonly cluster: string
  readonly claims: readonly ClaimRow[]
}

/** Whether the run claims the whole cluster: then runs that share the cluster park. */
export const preempts = ({ claims }: Pick<Claiming, 'claims'>): boolean =>
  claims.some(({ kind, mode }) => kind === 'cluster' && mode === 'exclusive')

/**
 * The oldest conflicting run, with the plan; among runs that wait for a whole cluster, older runs count.
 */
const findConflict = async (tx: Store, claiming: Claiming) =>
  (
    await tx.query<{ plan_id: string }>(
      `select run.plan_id from howdah.claim c join howdah.run on run.id = c.run_id
       join jsonb_to_recordset($3::jsonb) as wanted(kind text, key text, mode text)
         on wanted.kind = c.kind and wanted.key = c.key
       where c.cluster = $2 and c.run_id <> $1 and run.ended_at is null
         and 'exclusive' in (wanted.mode, c.mode)
         and (c.held or not $4 or run.created_at < (select created_at from howdah.run where id = $1))
       order by run.created_at limit 1`,
      [claiming.run, claiming.cluster, JSON.stringify(claiming.claims), preempts(claiming)],
    )
  )[0]

/**
 * Takes all claims or none; gives the conflicting plan. A run that wants the whole cluster keeps a place in
 * the queue. A run that has its claims keeps them.
 */
export const takeClaims = async (
  tx: Store,
  claiming: Claiming,
): Promise<{ readonly behind: string | null }> => {
  const { run, cluster } = claiming
  await takeLock(tx, { lock: advisoryLocks.claims, of: cluster })
  const held = await tx.query('select from howdah.claim where run_id = $1 and held limit 1', [run])
  if (held.length > 0) return { behind: null }
  const conflict = await findConflict(tx, claiming)
  await tx.query('delete from howdah.claim where run_id = $1', [run])
  if (!conflict) await insertClaims(tx, claiming, true)
  else if (preempts(claiming)) await insertClaims(tx, claiming, false)
  return { behind: conflict?.plan_id ?? null }
}

/** Whether an open run holds the whole cluster. */
export const isHeldWhole = async (store: Store, cluster: string): Promise<boolean> =>
  (
    await store.query(
      `select from howdah.claim c join howdah.run on run.id = c.run_id
       where c.cluster = $1 and c.kind = 'cluster' and c.mode = 'exclusive' and c.held and run.ended_at is null limit 1`,
      [cluster],
    )
  ).length > 0

const insertClaims = (tx: Store, { run, cluster, claims }: Claiming, held: boolean) =>
  tx.query(
    `insert into howdah.claim (run_id, cluster, kind, key, label, mode, held)
     select $1, $2, kind, key, label, mode, $4
     from jsonb_to_recordset($3::jsonb) as c(kind text, key text, label text, mode text)
     on conflict do nothing`,
    [run, cluster, JSON.stringify(claims), held],
  )

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
