/** The ways of a clone to other servers, once the clone takes writes. */
import { type ClonesFacts, clonesOfCluster } from '#cluster/facts/clone/of-cluster'
import type { View } from '#model/view'
import { Failure } from '#src/errors'

export interface ReachingOut extends ClonesFacts {
  /** Of the database that was asked about, in the clone; null where the clone is not in the fleet yet, or silent. */
  readonly there: {
    /** `billing (postgres_fdw)`. */
    readonly foreignServers: readonly string[]
    readonly subscriptions: readonly string[]
    readonly unlogged: number
  } | null
}

export const lookAtReach = async (view: View, name: string): Promise<ReachingOut> => {
  const [clones, there] = await Promise.all([clonesOfCluster(view), reachOf(view, name)])
  return { ...clones, there }
}

const reachOf = async (view: View, name: string): Promise<ReachingOut['there']> => {
  try {
    const clone = await view.clones.view(name, view.database)
    const rows = await clone?.primary.read<NonNullable<ReachingOut['there']>>(question)
    return rows?.[0] ?? null
  } catch (error) {
    // A clone whose server has ended: the refusal says so.
    if (error instanceof Failure) return null
    throw error
  }
}

const question = `select
  array(select format('%s (%s)', s.srvname, w.fdwname) from pg_foreign_server s join pg_foreign_data_wrapper w on w.oid = s.srvfdw order by 1) as "foreignServers",
  array(select distinct subname::text from pg_stat_subscription order by 1) as subscriptions,
  (select count(*)::int from pg_class where relpersistence = 'u' and relkind = 'r') as unlogged`
