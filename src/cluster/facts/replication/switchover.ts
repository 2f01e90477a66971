/** What a switchover is planned by: replication, the servers within reach, and the rights of the login that promotes. */
import { lookAtMovingPools, type MovingPools } from '#cluster/facts/pool/moving'
import { lookAtReplication, type ReplicationFacts } from '#cluster/facts/replication/look'
import { type ServerHere, serverHere } from '#cluster/facts/replication/server-here'
import { lackingRights } from '#cluster/facts/role/lacking-rights'
import type { ClusterAbout } from '#model/cluster'
import type { View } from '#model/view'

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
