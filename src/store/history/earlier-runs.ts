/** Queries of runs that are over: of the same work, and of a cluster. */
import type { Store } from '#store/store'

export interface EarlierRun {
  readonly run: string
  readonly plan: string
}

export interface SameWork {
  readonly cluster: string
  readonly database: string
  readonly playbook: string
  readonly undo: boolean
  /** The objects of all effects, in the order of the plan. */
  readonly objects: readonly string[]
}

/** So many of the newest plans of a cluster are looked through. */
const newest = 1_000

/** The newest first; whether the rows are genuine is for the caller to ask. */
export const earlierRuns = (
  store: Store,
  { cluster, database, playbook, undo, objects }: SameWork,
  limit: number,
): Promise<readonly EarlierRun[]> =>
  store.query<EarlierRun>(
    `select run.id as run, plan.id as plan
     from (select id, body, created_at from howdah.plan where cluster = $1 and outcome = 'succeeded'
           order by created_at desc limit ${newest}) plan
       join howdah.run on run.plan_id = plan.id
     where plan.body ->> 'database' = $2 and plan.body ->> 'playbook' = $3
       and (plan.body ->> 'undoes' is not null) = $4
       and jsonb_path_query_array(plan.body, '$.steps[*].effects[*].object') = $5::jsonb
     order by plan.created_at desc limit $6`,
    [cluster, database, playbook, undo, JSON.stringify(objects), limit],
  )
