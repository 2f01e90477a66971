/** What the drop of a replication slot is planned by: replication, and the right of the login that drops slots. */
import { lookAtReplication, type ReplicationFacts } from '#cluster/facts/replication/look'
import type { ClusterAbout } from '#model/cluster'
import type { View } from '#model/view'

export interface SlotFacts extends ReplicationFacts {
  readonly provider: ClusterAbout['provider']
  readonly database: string
  /** Statements with the missing rights of the login for ha; null without such a login. */
  readonly lacks: readonly string[] | null
}

export const lookAtSlots = async (view: View): Promise<SlotFacts> => {
  const { cluster, database, primary } = view
  const login = cluster.logins.ha
  const [replication, rows] = await Promise.all([
    lookAtReplication(view),
    login === null ? null : primary.read<{ lacks: readonly string[] }>(rights, [login]),
  ])
  return {
    ...replication,
    provider: cluster.provider,
    database,
    lacks: rows && (rows[0]?.lacks ?? []),
  }
}

// RDS gives the right by a role in place of the attribute.
const rights = `select array_remove(array[
  case when not (r.rolreplication or r.rolsuper or exists (select from pg_roles g
      where g.rolname = 'rds_replication' and pg_has_role(r.oid, g.oid, 'usage')))
    then format('ALTER ROLE %I REPLICATION', r.rolname) end
], null) as lacks from pg_roles r where r.rolname = $1`
