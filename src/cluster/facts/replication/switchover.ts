/** What a switchover is planned by: replication, the servers within reach, and the rights of the login that promotes. */
import { lookAtMovingPools, type MovingPools } from '#cluster/facts/pool/moving'
import { lookAtReplication, type ReplicationFacts } from '#cluster/facts/replication/look'
import { type ServerHere, serverHere } from '#cluster/facts/replication/server-here'
import type { ClusterAbout } from '#model/cluster'
import type { Reader, View } from '#model/view'

export interface SwitchoverFacts extends ReplicationFacts {
  readonly provider: ClusterAbout['provider']
  readonly database: string
  readonly system: string | null
  /** By name of the node. */
  readonly servers: ReadonlyMap<string, ServerHere>
  /** Statements with the missing rights of the login for ha; null without such a login. */
  readonly lacks: readonly string[] | null
  readonly pools: MovingPools
}

export const lookAtSwitchover = async (view: View): Promise<SwitchoverFacts> => {
  const { cluster, database, system, nodes } = view
  const [replication, lacks, servers, pools] = await Promise.all([
    lookAtReplication(view),
    cluster.logins.ha === null
      ? null
      : lackingRights(view.primary, cluster.logins.ha, cluster.provider !== 'patroni'),
    Promise.all(nodes.map(async ({ name, reader }) => [name, await serverHere(reader)] as const)),
    lookAtMovingPools(view),
  ])
  return {
    ...replication,
    provider: cluster.provider,
    database,
    system,
    servers: new Map(servers),
    lacks,
    pools,
  }
}

/** Statements with the missing rights of a login for ha; `promotes` where Howdah itself stops and promotes servers. */
export const lackingRights = async (
  reader: Reader,
  login: string,
  promotes: boolean,
): Promise<readonly string[]> => {
  const rows = await reader.read<{ lacks: readonly string[] }>(rights, [login, promotes])
  return rows[0]?.lacks ?? []
}

// Rights on functions are of one database. Patroni promotes, and receives WAL, by logins of its own.
const rights = `select array_remove(array[
  case when $2 and not has_function_privilege(r.oid, 'pg_promote(boolean, integer)', 'execute')
    then format('GRANT EXECUTE ON FUNCTION pg_promote(boolean, integer) TO %I', r.rolname) end,
  case when $2 and not (r.rolreplication or r.rolsuper) then format('ALTER ROLE %I REPLICATION', r.rolname) end,
  case when not pg_has_role(r.oid, 'pg_checkpoint', 'usage') then format('GRANT pg_checkpoint TO %I', r.rolname) end,
  case when not pg_has_role(r.oid, 'pg_monitor', 'usage') then format('GRANT pg_monitor TO %I', r.rolname) end
], null) as lacks from pg_roles r where r.rolname = $1`
