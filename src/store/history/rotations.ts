import type { RunOf } from '#store/journal'
import type { Store } from '#store/store'

/** Runs of `partition.rotate` in which a table is named, as a partition or as the partitioned table; the newest first. */
export const rotationsOf = (
  store: Store,
  of: { readonly cluster: string; readonly database: string; readonly table: string },
): Promise<readonly RunOf[]> =>
  store.query<RunOf>(
    `select run.id as run, plan.id as plan from howdah.plan join howdah.run on run.plan_id = plan.id
     where plan.cluster = $1 and plan.body ->> 'database' = $2 and plan.body ->> 'playbook' = 'partition.rotate'
       and exists (select from jsonb_path_query(plan.body, '$.steps[*].effects[*]') effect
         where effect ->> 'change' = 'detach' and $3 in (effect ->> 'object', effect #>> '{lock,table}'))
     order by run.created_at desc limit 200`,
    [of.cluster, of.database, of.table],
  )
