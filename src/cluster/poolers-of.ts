import { askConsole } from '#cluster/clients/pgbouncer/console'
import type { ClusterConfig } from '#model/configuration'
import type { KnownPooler } from '#model/pool/known-pooler'

/** The PgBouncers of a cluster, to look at by the observing login of each. */
export const poolersOf = (cluster: ClusterConfig): readonly KnownPooler[] =>
  (cluster.pools ?? []).map(pooler => ({
    name: pooler.name,
    host: pooler.host,
    port: pooler.port,
    databases: pooler.databases,
    config: pooler.config,
    admin: pooler.admin?.user ?? null,
    ...(pooler.reads ? { reads: pooler.reads } : {}),
    ask: shows =>
      askConsole(
        { cluster, pooler, credential: pooler.observe, applicationName: 'howdah look' },
        shows,
      ),
  }))
