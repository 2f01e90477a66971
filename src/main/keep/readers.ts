/** Hands what watches, moves and tells readers to each other. */
import { askConsole } from '#cluster/clients/pgbouncer/console'
import { leadReaders } from '#cluster/drivers/pgbouncer/lead-readers'
import { readMembers } from '#cluster/facts/pool/read-members'
import type { Parts } from '#engine/parts'
import { moveReaders } from '#engine/routes/move-readers'
import type { ClusterConfig, Config } from '#model/configuration'
import type { SeenRoutes } from '#model/pool/read-route'
import { openReaders, type ReadersOptions, type RoutedPool } from '#report/readers'

export interface KeepReadersOptions extends Omit<ReadersOptions, 'pools'> {
  readonly parts: Pick<Parts, 'store' | 'record' | 'holder'>
  readonly config: Pick<Config, 'clusters' | 'channels'>
  readonly routes: SeenRoutes
}

export const keepReaders = ({ parts, config, routes, ...options }: KeepReadersOptions) =>
  openReaders({
    ...options,
    pools: config.clusters.flatMap(cluster =>
      routedPools(cluster, { parts, routes, leads: options.leads, ops: config.channels.ops }),
    ),
  })

interface Around extends Pick<KeepReadersOptions, 'parts' | 'routes' | 'leads'> {
  readonly ops: string
}

const routedPools = (
  cluster: ClusterConfig,
  { parts, routes, leads, ops }: Around,
): readonly RoutedPool[] =>
  (cluster.pools ?? []).flatMap(pooler => {
    const { reads: route, admin } = pooler
    if (!route || !admin) return []
    const { name, nodes, channel, owner } = cluster
    const where = { cluster, pooler, applicationName: 'howdah readers' }
    const named = { cluster: name, pooler: pooler.name, database: route.database }
    return [
      {
        cluster: name,
        label: `${pooler.name}/${route.database}`,
        owner: owner ?? channel ?? ops,
        channel: channel ?? ops,
        route,
        nodes: () => routes.nodes(name, pooler.name),
        members: async () => {
          const looking = { ...where, credential: pooler.observe }
          const [databases = []] = await askConsole(looking, ['DATABASES'])
          return readMembers(databases, { host: pooler.host, of: route.database }, nodes)
        },
        move: (from, to, because) =>
          moveReaders(parts, { ...named, from, to, because }, () =>
            leadReaders({
              where: { ...where, credential: admin },
              route,
              nodes,
              from,
              to,
              may: leads,
            }),
          ),
      },
    ]
  })
