import type { RunOf } from '#store/journal'
import type { Store } from '#store/store'

/** Runs of `clone.export` in a database, the newest first. */
export const exportsOf = (
  store: Store,
  of: { readonly cluster: string; readonly database: string },
): Promise<readonly RunOf[]> =>
  store.query<RunOf>(
    `select run.id as run, plan.id as plan from howdah.plan join howdah.run on run.plan_id = plan.id
     where plan.cluster = $1 and plan.body ->> 'database' = $2 and plan.body ->> 'playbook' = 'clone.export'
     order by run.created_at desc limit 200`,
    [of.cluster, of.database],
  )
