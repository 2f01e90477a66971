/** Reasons against another mode of a pool, each with the way out: sessions that would lose state, and clients that would have to wait. */
import type { ModeFacts } from '#cluster/facts/pool/mode'
import type { PooledDatabase } from '#cluster/facts/pool/pooled-database'
import type { KeptBeyond, PooledSession } from '#cluster/facts/pool/pooled-sessions'
import { has } from '#cluster/facts/pool/version'
import { type PoolMode, poolModes } from '#model/actions/pool/pgbouncer'
import { isRefusal, type Refusal, refusal } from '#model/refusal'
import { fileOfPool } from '#playbooks/pool/by-file'
import { poolLabel } from '#playbooks/shared/pool-named'
import { type PoolReady, poolReady } from '#playbooks/shared/pool-ready'
import { counted, fewOf } from '#text/figures'
import { listed } from '#text/listed'
import { writeCommand } from '#text/write-command'

export interface ModeReady extends PoolReady {
  readonly file: string
  /** The mode in the file, to go back to; null for the default of PgBouncer. */
  readonly before: PoolMode | null
  /** Sessions that have a server and would pool by the new mode. */
  readonly looked: number
}

export const readyToSetMode = (
  typed: string,
  mode: PoolMode,
  facts: ModeFacts,
): Refusal | ModeReady => {
  const ready = poolReady(facts, typed)
  if (isRefusal(ready)) return ready
  const { pool, pooler } = ready
  const file = fileOfPool(ready, facts, `pool_mode=${mode}`)
  if (isRefusal(file)) return file
  if (pool.mode === mode)
    return refusal(`${poolLabel(pool)} pools by ${mode} already.`, 'See `pool show`.', 'pool show')
  if (!has(pooler.version, 'RECONNECT'))
    return refusal(
      `PgBouncer ${pooler.name} is older than 1.9, or does not tell its version: without RECONNECT clients would get what others left in their servers.`,
      `Set \`pool_mode=${mode}\` for ${pool.name} in its file, and restart it.`,
    )
  const same = (one: Pick<PooledDatabase, 'pooler' | 'name'>) =>
    one.pooler === pool.pooler && one.name === pool.name
  const own = ownModes(pool)
  const looked = facts.sessions.find(same)
  const seen = (looked?.seen ?? []).filter(({ user }) => !own.includes(user))
  const refused = isNarrower(mode, pool)
    ? (notSeen(pool, facts, looked?.unseen ?? 0) ?? inTheWay(pool, mode, seen))
    : mode === 'session'
      ? tooManyClients(pool, facts.cluster)
      : undefined
  return (
    refused ?? { ...ready, file, before: modeIn(facts.written.find(same)), looked: seen.length }
  )
}

/** Whether clients give their servers back sooner than before. */
export const isNarrower = (mode: PoolMode, pool: Pick<PooledDatabase, 'mode'>): boolean =>
  poolModes.indexOf(mode) > poolModes.findIndex(one => one === pool.mode)

/** Users whose own `pool_mode`, below `[users]`, goes before the mode of the database. */
export const ownModes = ({ pools, mode }: PooledDatabase): readonly string[] =>
  pools.flatMap(one => (one.mode === null || one.mode === mode ? [] : [one.user]))

const modeIn = (written: ModeFacts['written'][number] | undefined): PoolMode | null =>
  poolModes.find(mode => mode === written?.mode) ?? null

/** By session each client keeps a server for as long as the connection lasts. */
const tooManyClients = (pool: PooledDatabase, cluster: string): Refusal | undefined => {
  const most = pool.size + pool.reserve
  const own = ownModes(pool)
  const crowded = pool.pools
    .filter(({ user }) => !own.includes(user))
    .map(({ user, active, waiting }) => ({ user, clients: active + waiting }))
    .find(({ clients }) => clients > most)
  return crowded
    ? refusal(
        `${counted(crowded.clients, 'client is', 'clients are')} connected to ${poolLabel(pool)} as ${crowded.user}, and each would keep one of ${counted(most, 'server')} until it leaves: the others would wait.`,
        'Give the pool as many servers as it has clients first.',
        writeCommand('pool resize', {
          pool: poolLabel(pool),
          size: String(crowded.clients),
          cluster,
        }),
      )
    : undefined
}

/** State that cannot be looked at is not taken for unused. */
const notSeen = (
  pool: PooledDatabase,
  { database, cluster }: Pick<ModeFacts, 'database' | 'cluster'>,
  unseen: number,
): Refusal | undefined => {
  const label = poolLabel(pool)
  if (pool.node === null)
    return refusal(
      `${label} leads to no node that answers, so what its sessions use is not known.`,
      'See `pool status`.',
      'pool status',
    )
  if (unseen > 0)
    return refusal(
      `${counted(unseen, 'session')} behind ${label} cannot be seen on ${pool.node}.`,
      'Ask again, in case they have ended meanwhile. Else the login that observes needs pg_monitor (`doctor` prints the GRANT) and `track_activities` has to be on; behind another pooler nobody sees them.',
      writeCommand('doctor', { cluster }),
    )
  return pool.mode === 'session' && pool.leadsTo !== database
    ? refusal(
        `${label} leads to database ${pool.leadsTo}, whose temporary tables are not seen from ${database}.`,
        `Ask with \`database=${pool.leadsTo}\`; the inventory has to list it.`,
      )
    : undefined
}

const inTheWay = (
  pool: PooledDatabase,
  mode: PoolMode,
  sessions: readonly PooledSession[],
): Refusal | undefined => {
  const label = poolLabel(pool)
  const keeping = pool.mode === 'session' ? sessions.filter(({ keeps }) => keeps.length > 0) : []
  if (keeping.length > 0)
    return refusal(
      `Sessions behind ${label} use what would no longer last in mode ${mode}: ${fewOf(keeping.map(keeper), most, '; ')}.`,
      'Give these clients a pool of their own that pools by session: another line below `[databases]`. Or end what they use, and ask again.',
    )
  const open = mode === 'statement' ? sessions.filter(({ inTransaction }) => inTransaction) : []
  return open.length > 0
    ? refusal(
        `Sessions behind ${label} have transactions of several statements, which mode statement breaks off: ${fewOf(open.map(nameOf), most, '; ')}.`,
        'Let it pool by transaction.',
      )
    : undefined
}

const most = 5

/** Says "worker as shop (pid 4711) listens and has a temporary table". */
const keeper = (session: PooledSession): string =>
  `${nameOf(session)} ${listed(session.keeps.map(one => kept(one, session)))}`

const nameOf = ({ application, user, pid }: PooledSession): string =>
  `${application === '' ? user : `${application} as ${user}`} (pid ${pid})`

const kept = (one: KeptBeyond, { inTransaction }: PooledSession): string => {
  switch (one) {
    case 'listen':
      return 'ran LISTEN'
    case 'lock':
      return inTransaction
        ? 'has an advisory lock, perhaps of its open transaction alone'
        : 'has an advisory lock'
    case 'temporary table':
      return 'has a temporary table'
    case 'cursor':
      return 'declared a cursor WITH HOLD'
    case 'prepared statement':
      return 'prepared a statement by PREPARE, which no version of PgBouncer carries along'
  }
}
