/** Queries of howdah.run.preempted: which run parks for which plan. */
import type { Store } from '#store/store'

export interface MakesWay {
  readonly run: string
  readonly plan: string
  readonly token: string
}

const returned = 'returning run.id as run, run.plan_id as plan, run.token'

/** Marks the runs that share the cluster; each is given once. */
export const preemptSharers = async (
  tx: Store,
  cluster: string,
  by: string,
): Promise<readonly MakesWay[]> => {
  const marked = await tx.query<MakesWay>(
    `update howdah.run set preempted = jsonb_build_object('plan', $2::text, 'at', clock_timestamp())
     from howdah.claim c
     where c.run_id = run.id and c.cluster = $1 and c.kind = 'cluster' and c.mode = 'shared' and c.held
       and run.ended_at is null and run.preempted is null ${returned}`,
    [cluster, by],
  )
  await tx.query('update howdah.plan set revision = revision + 1 where id = any($1)', [
    marked.map(({ plan }) => plan),
  ])
  return marked
}

/** Fences the runs that were asked to park `seconds` ago, and takes the claims. */
export const fenceLate = async (
  tx: Store,
  by: string,
  seconds: number,
): Promise<readonly MakesWay[]> => {
  const late = await tx.query<MakesWay>(
    `update howdah.run set token = token + 1, holder = null, held_until = null, waiting_for = null,
       preempted = preempted || '{"fenced": true}', wake_at = clock_timestamp()
     where preempted ->> 'plan' = $1 and preempted -> 'fenced' is null and ended_at is null
       and (preempted ->> 'at')::timestamptz < clock_timestamp() - make_interval(secs => $2) ${returned}`,
    [by, seconds],
  )
  await tx.query('delete from howdah.claim where run_id = any($1)', [late.map(({ run }) => run)])
  return late
}

/** Runs that were fenced for this plan, whose sessions may still act. */
export const fencedFor = (store: Store, by: string): Promise<readonly MakesWay[]> =>
  store.query<MakesWay>(
    `select id as run, plan_id as plan, token from howdah.run
     where preempted ->> 'plan' = $1 and preempted -> 'fenced' is not null and ended_at is null`,
    [by],
  )

/** The run has parked. */
export const clearPreempted = (tx: Store, run: string) =>
  tx.query('update howdah.run set preempted = null, progress = null where id = $1', [run])

/** No run parks for this run any more. */
export const endPreemption = (tx: Store, run: string) =>
  tx.query(
    `update howdah.run set preempted = null, wake_at = clock_timestamp()
     where preempted ->> 'plan' = (select plan_id from howdah.run where id = $1)`,
    [run],
  )
