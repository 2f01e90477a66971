/** The facts of a plan for a pool: all pools of the cluster, the place of the fence, and the sessions that hold servers. */
import { lookAtPools, type PoolsFacts } from '#cluster/facts/pool/look'
import type { PooledDatabase } from '#cluster/facts/pool/pooled-database'
import { busyOf, holdersOf, type ServerHolder } from '#cluster/facts/pool/window'
import type { View } from '#model/view'

export interface PoolTarget extends PoolsFacts {
  /** The primary, and the database of the session that holds the fence. */
  readonly node: string
  readonly database: string
  /** Sessions with a client, by the names of PgBouncer and its database, the oldest transaction first. */
  readonly holders: readonly (Pick<PooledDatabase, 'pooler' | 'name'> & {
    readonly sessions: readonly ServerHolder[]
  })[]
}

export const lookAtTarget = async (view: View): Promise<PoolTarget> => {
  const facts = await lookAtPools(view)
  const databases = facts.poolers.flatMap(pooler => pooler.databases)
  return {
    ...facts,
    node: view.nodes.find(({ role }) => role === 'primary')?.name ?? '',
    database: view.database,
    holders: await Promise.all(
      databases.map(async ({ pooler, name, node }) => ({
        pooler,
        name,
        sessions: await serversOf(view, pooler, name, node),
      })),
    ),
  }
}

const serversOf = async (
  view: View,
  pooler: string,
  database: string,
  node: string | null,
): Promise<readonly ServerHolder[]> => {
  const asked = view.poolers.find(({ name }) => name === pooler)
  if (!asked) return []
  const [servers = []] = await asked.ask(['SERVERS'])
  return holdersOf(view, node, busyOf(servers, database))
}
