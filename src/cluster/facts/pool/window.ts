/** The traffic of a pool within a few seconds, the clients that wait for a server, and the sessions that hold servers. */
import { setTimeout as sleep } from 'node:timers/promises'
import { figureIn, waitIn, wordIn } from '#cluster/facts/pool/columns'
import type { PooledDatabase } from '#cluster/facts/pool/pooled-database'
import type { ConsoleRow } from '#model/pool/known-pooler'
import type { View } from '#model/view'

export interface PoolWindow {
  /** Seconds between the two readings. */
  readonly seconds: number
  readonly transactions: number
  /** Null without a transaction in the window. */
  readonly meanTransactionMs: number | null
  /** Servers that were busy on average, by Little's law: transactions a second × mean time. */
  readonly busyOnAverage: number
  /** Of all clients together, in seconds. */
  readonly waitedSeconds: number
  /** Those that wait now, the longest first. */
  readonly waiting: readonly WaitingClient[]
  readonly holders: readonly ServerHolder[]
}

export interface WaitingClient {
  readonly user: string
  readonly address: string
  readonly application: string | null
  readonly seconds: number
}

/** A session of PostgreSQL that has a client right now. */
export interface ServerHolder {
  readonly pid: number
  readonly user: string
  /** Null where the login may not see it, or the session has ended. */
  readonly state: string | null
  readonly transactionSeconds: number | null
  readonly waitsForLock: boolean
}

/** Undefined where the inventory names no such PgBouncer any more. */
export const lookThrough = async (
  view: View,
  { pooler: name, name: database, node }: Pick<PooledDatabase, 'pooler' | 'name' | 'node'>,
  windowSeconds: number,
): Promise<PoolWindow | undefined> => {
  const pooler = view.poolers.find(one => one.name === name)
  if (!pooler) return undefined
  const began = performance.now()
  const [before = []] = await pooler.ask(['STATS'])
  await sleep(windowSeconds * 1_000)
  const [after = [], clients = [], servers = []] = await pooler.ask(['STATS', 'CLIENTS', 'SERVERS'])
  const seconds = (performance.now() - began) / 1_000
  const grown = (column: string) => delta(before, after, database, column)
  const transactions = grown('total_xact_count')
  const micros = grown('total_xact_time')
  return {
    seconds,
    transactions,
    meanTransactionMs: transactions === 0 ? null : micros / transactions / 1_000,
    busyOnAverage: micros / 1_000_000 / seconds,
    waitedSeconds: grown('total_wait_time') / 1_000_000,
    waiting: clients
      .filter(row => ofDatabase(row, database) && wordIn(row, 'state') === 'waiting')
      .map(clientOf)
      .toSorted((one, other) => other.seconds - one.seconds),
    holders: await holdersOf(view, node, busyOf(servers, database)),
  }
}

/** Of SHOW SERVERS, those that have a client. */
export const busyOf = (servers: readonly ConsoleRow[], database: string): readonly ConsoleRow[] =>
  servers.filter(row => ofDatabase(row, database) && wordIn(row, 'state') === 'active')

const ofDatabase = (row: ConsoleRow, database: string): boolean =>
  wordIn(row, 'database') === database

/** Never below 0: the counters begin anew with PgBouncer. */
const delta = (
  before: readonly ConsoleRow[],
  after: readonly ConsoleRow[],
  database: string,
  column: string,
): number => {
  const total = (rows: readonly ConsoleRow[]) => {
    const row = rows.find(one => ofDatabase(one, database))
    return (row && figureIn(row, column)) ?? 0
  }
  return Math.max(0, total(after) - total(before))
}

const clientOf = (row: ConsoleRow): WaitingClient => ({
  user: wordIn(row, 'user') ?? '',
  address: wordIn(row, 'addr') ?? '',
  application: wordIn(row, 'application_name'),
  seconds: waitIn(row, 'wait'),
})

export const holdersOf = async (
  view: View,
  node: string | null,
  servers: readonly ConsoleRow[],
): Promise<readonly ServerHolder[]> => {
  const held = servers.flatMap(row => {
    const pid = figureIn(row, 'remote_pid')
    return pid === null || pid === 0 ? [] : [{ pid, user: wordIn(row, 'user') ?? '' }]
  })
  const reader = view.nodes.find(({ name }) => name === node)?.reader
  const sessions =
    reader && held.length > 0
      ? await reader.read<Omit<ServerHolder, 'user'>>(aboutSessions, [held.map(({ pid }) => pid)])
      : []
  return held
    .map(({ pid, user }) => {
      const known = sessions.find(one => one.pid === pid)
      const { state = null, transactionSeconds = null, waitsForLock = false } = known ?? {}
      return { pid, user, state, transactionSeconds, waitsForLock }
    })
    .toSorted((one, other) => (other.transactionSeconds ?? 0) - (one.transactionSeconds ?? 0))
}

const aboutSessions = `select pid, state,
  extract(epoch from clock_timestamp() - xact_start)::float as "transactionSeconds",
  coalesce(wait_event_type = 'Lock', false) as "waitsForLock"
  from pg_stat_activity where pid = any ($1::int[])`
