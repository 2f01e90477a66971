/** The pools before a cluster: clients, servers, waits, and whether a database is paused. */
import { figureIn, waitIn, wordIn } from '#cluster/facts/pool/columns'
import { askState, type Halted, haltedBy } from '#cluster/facts/pool/halted'
import { nodeBehind } from '#cluster/facts/pool/leads-to'
import type { PooledDatabase } from '#cluster/facts/pool/pooled-database'
import { readMembers } from '#cluster/facts/pool/read-members'
import { type PoolerVersion, versionIn } from '#cluster/facts/pool/version'
import type { ConsoleRow, KnownPooler, ReadRoute } from '#model/pool/known-pooler'
import type { Unreachable, View } from '#model/view'
import { Failure } from '#src/errors'

export interface PoolsFacts {
  readonly cluster: string
  /** False where the inventory names no pool. */
  readonly named: boolean
  readonly poolers: readonly PoolerFacts[]
  readonly silent: readonly Unreachable[]
}

export interface PoolerFacts {
  readonly name: string
  readonly host: string
  readonly port: number
  /** The login that acts; null for none. */
  readonly admin: string | null
  /** The configuration file, on Howdah's machine; null where the inventory names none. */
  readonly config: string | null
  readonly version: PoolerVersion | null
  /** Those of this cluster. */
  readonly databases: readonly PooledDatabase[]
  /** Names of databases that belong to others, as far as the inventory tells. */
  readonly others: readonly string[]
  readonly halted: Halted | null
  /** `query_wait_timeout`: a client that waits longer is turned away; 0 for never, null where it is not told. */
  readonly waitMostSeconds: number | null
  /** `max_prepared_statements`; null where this version has no such setting. */
  readonly preparedStatements: number | null
  /** The database for reads that Howdah keeps, with the nodes that it leads to; left out for none. */
  readonly reads?: { readonly route: ReadRoute; readonly members: readonly string[] | null }
}

export const lookAtPools = async (view: View): Promise<PoolsFacts> => {
  const looked = await Promise.all(view.poolers.map(one => lookAtPooler(one, view)))
  return {
    cluster: view.cluster.name,
    named: view.poolers.length > 0,
    poolers: looked.flatMap(one => ('because' in one ? [] : [one])),
    silent: looked.flatMap(one => ('because' in one ? [one] : [])),
  }
}

const lookAtPooler = async (
  pooler: KnownPooler,
  { addresses }: Pick<View, 'addresses'>,
): Promise<PoolerFacts | Unreachable> => {
  try {
    const answers = await pooler.ask(['VERSION', 'DATABASES', 'POOLS', 'CONFIG'])
    const [versions = [], databases = [], pools = [], settings = []] = answers
    const state = await askState(pooler)
    const known = databases
      .filter(row => wordIn(row, 'name') !== 'pgbouncer')
      .map(row =>
        databaseOf(row, pools, {
          pooler: pooler.name,
          node: nodeBehind(row, pooler, addresses),
          usualMode: settingIn(settings, 'pool_mode', wordIn),
        }),
      )
    const own = ({ name, node }: PooledDatabase) =>
      name === pooler.reads?.database ||
      (pooler.databases === null ? node !== null : pooler.databases.includes(name))
    const { name, host, port, admin, config, reads } = pooler
    const owned = known.filter(own)
    return {
      name,
      host,
      port,
      admin,
      config,
      version: versionIn(versions),
      databases: owned,
      halted: haltedBy(state, pools, owned),
      others: known.filter(one => !own(one)).map(one => one.name),
      waitMostSeconds: settingIn(settings, 'query_wait_timeout', figureIn),
      preparedStatements: settingIn(settings, 'max_prepared_statements', figureIn),
      ...(reads
        ? {
            reads: {
              route: reads,
              members: readMembers(databases, { host, of: reads.database }, addresses),
            },
          }
        : {}),
    }
  } catch (error) {
    if (!(error instanceof Failure)) throw error
    return { name: pooler.name, because: error.message, instead: error.instead }
  }
}

const settingIn = <Value>(
  settings: readonly ConsoleRow[],
  name: string,
  read: (row: ConsoleRow, column: string) => Value | null,
): Value | null => {
  const row = settings.find(one => wordIn(one, 'key') === name)
  return row === undefined ? null : read(row, 'value')
}

const databaseOf = (
  row: ConsoleRow,
  pools: readonly ConsoleRow[],
  {
    pooler,
    node,
    usualMode,
  }: Pick<PooledDatabase, 'pooler' | 'node'> & { readonly usualMode: string | null },
): PooledDatabase => {
  const name = wordIn(row, 'name') ?? ''
  return {
    pooler,
    name,
    node,
    address: { host: wordIn(row, 'host') ?? '', port: String(figureIn(row, 'port') ?? '') },
    size: figureIn(row, 'pool_size') ?? 0,
    // Renamed in PgBouncer 1.23.
    reserve: figureIn(row, 'reserve_pool_size') ?? figureIn(row, 'reserve_pool') ?? 0,
    paused: figureIn(row, 'paused') === 1,
    mode: wordIn(row, 'pool_mode') ?? usualMode,
    leadsTo: wordIn(row, 'database') ?? '',
    pools: pools
      .filter(pool => wordIn(pool, 'database') === name)
      .map(pool => ({
        user: wordIn(pool, 'user') ?? '',
        active: figureIn(pool, 'cl_active') ?? 0,
        waiting: figureIn(pool, 'cl_waiting') ?? 0,
        busy: figureIn(pool, 'sv_active') ?? 0,
        idle: (figureIn(pool, 'sv_idle') ?? 0) + (figureIn(pool, 'sv_used') ?? 0),
        longestWaitSeconds: waitIn(pool, 'maxwait'),
        mode: wordIn(pool, 'pool_mode') ?? wordIn(row, 'pool_mode'),
      })),
  }
}
