/** Queries of the runs of a cluster in a span of time. */
import type { Store } from '#store/store'

/** The plans whose run was not over at `since`, the newest first. */
export const plansRunSince = async (
  store: Store,
  cluster: string,
  since: Date,
  limit: number,
): Promise<readonly string[]> =>
  (
    await store.query<{ id: string }>(
      `select plan.id from howdah.run join howdah.plan on plan.id = run.plan_id
       where plan.cluster = $1 and (run.ended_at is null or run.ended_at >= $2)
       order by run.created_at desc limit $3`,
      [cluster, since, limit],
    )
  ).map(({ id }) => id)
