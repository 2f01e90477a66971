import type { RunOf } from '#store/journal'
import type { Store } from '#store/store'

/** Runs of `backup.verify` on a cluster, the newest first. */
export const verificationsOf = (store: Store, cluster: string): Promise<readonly RunOf[]> =>
  store.query<RunOf>(
    `select run.id as run, plan.id as plan from howdah.plan join howdah.run on run.plan_id = plan.id
     where plan.cluster = $1 and plan.body ->> 'playbook' = 'backup.verify'
     order by run.created_at desc limit 100`,
    [cluster],
  )
