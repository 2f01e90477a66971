/** What the size of a pool is judged by: traffic, the size in the file, and the connections that each node has to give. */
import { figureIn, wordIn } from '#cluster/facts/pool/columns'
import { wordInFile } from '#cluster/facts/pool/config-file'
import { lookAtMovingPools, type MovingPools } from '#cluster/facts/pool/moving'
import type { PooledDatabase } from '#cluster/facts/pool/pooled-database'
import type { View } from '#model/view'

type Named = Pick<PooledDatabase, 'pooler' | 'name'>

export interface SizingFacts extends MovingPools {
  /** By the averages of PgBouncer over its last full period, a minute where nobody chose another one. */
  readonly traffic: readonly (Named & {
    readonly transactionsPerSecond: number
    readonly meanSeconds: number
  })[]
  /** `pool_size` in the file; null where the line has none. */
  readonly written: readonly (Named & { readonly size: number | null })[]
  /** Connections for everybody but superusers. */
  readonly room: readonly { readonly node: string; readonly connections: number }[]
}

export const lookAtSizing = async (view: View): Promise<SizingFacts> => {
  const facts = await lookAtMovingPools(view)
  const [traffic, written, room] = await Promise.all([
    Promise.all(view.poolers.map(trafficOf)),
    Promise.all(facts.poolers.flatMap(({ config, databases }) => databases.map(writtenIn(config)))),
    Promise.all(
      view.nodes.map(async ({ name, reader }) => {
        const [row] = await reader.read<{ connections: number }>(connections)
        return { node: name, connections: row?.connections ?? 0 }
      }),
    ),
  ])
  return { ...facts, traffic: traffic.flat(), written, room }
}

const trafficOf = async (pooler: View['poolers'][number]): Promise<SizingFacts['traffic']> => {
  const [rows = []] = await pooler.ask(['STATS']).catch(() => [])
  return rows.map(row => ({
    pooler: pooler.name,
    name: wordIn(row, 'database') ?? '',
    transactionsPerSecond: figureIn(row, 'avg_xact_count') ?? 0,
    meanSeconds: (figureIn(row, 'avg_xact_time') ?? 0) / 1_000_000,
  }))
}

const writtenIn =
  (config: string | null) =>
  async ({ pooler, name }: PooledDatabase): Promise<SizingFacts['written'][number]> => {
    const word = config === null ? null : await wordInFile(config, name, 'pool_size')
    return { pooler, name, size: word === null ? null : Number(word) }
  }

const connections = `select current_setting('max_connections')::int - current_setting('superuser_reserved_connections')::int
  - coalesce(current_setting('reserved_connections', true)::int, 0) as connections`
