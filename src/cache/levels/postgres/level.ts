/** The shared level in PostgreSQL: an unlogged table, and LISTEN/NOTIFY. */
import { Pool, type QueryResultRow } from 'pg'
import type { CacheKey, Invalidation, SharedEntry, SharedLevel } from '#cache/levels/level'
import { readMessage, writeMessage } from '#cache/levels/message'
import { openBus, type PostgresBus } from '#cache/levels/postgres/bus'
import { type EntryRow, type HeldRow, statementsOn } from '#cache/levels/postgres/statements'
import { ensureTable, sweepTable, tableIn } from '#cache/levels/postgres/table'
import { Failure } from '#src/errors'
import { sessionOptions } from '#src/session-settings'

export interface PostgresLevelOptions {
  readonly url: string
  /** Schema of the table and channel of the messages: `howdah_cache`. */
  readonly schema?: string
  /** Connections for reads and writes: 4. A further connection hears of changes. */
  readonly connections?: number
}

const trustMs = 100
/** A timer may end a millisecond early. */
const settleMs = trustMs + 5
const sweepMs = 60_000

export const postgresLevel = ({
  url,
  schema = 'howdah_cache',
  connections = 4,
}: PostgresLevelOptions): SharedLevel => {
  const config = {
    connectionString: url,
    connectionTimeoutMillis: 5_000,
    query_timeout: 10_000,
    keepAlive: true,
    application_name: 'howdah cache',
    // Visible at once; there is no row to lose, because a crash empties the table.
    options: sessionOptions({ statement_timeout: '10000', synchronous_commit: 'off' }),
  }
  const sql = statementsOn(tableIn(schema))
  let pool: Pool | undefined
  let bus: PostgresBus | undefined
  let sweeping: NodeJS.Timeout | undefined
  let isClosed = false

  const ask = async <Row extends QueryResultRow>(
    name: keyof typeof sql,
    values: readonly unknown[],
  ): Promise<readonly Row[]> => {
    if (pool === undefined)
      throw new Failure('cache.away', 'The cache is not connected.', 'Enter the level first.')
    const { rows } = await pool.query<Row>({
      name: `cache ${schema} ${name}`,
      text: sql[name],
      values: [...values],
    })
    return rows
  }

  /** A failover leads new connections to the new primary, and does not move old connections. */
  const leave = async (): Promise<void> => {
    clearInterval(sweeping)
    const old = [Promise.resolve(bus?.close()), Promise.resolve(pool?.end())]
    pool = undefined
    bus = undefined
    await Promise.allSettled(old)
  }

  const waitFor = async ({ namespace, key }: CacheKey): Promise<HeldRow | undefined> =>
    (await ask<HeldRow>('awaitLease', [namespace, key]))[0]

  const read: SharedLevel['read'] = async keys => {
    const rows = await ask<EntryRow & { readonly at: number }>('read', [
      keys.map(({ namespace }) => namespace),
      keys.map(({ key }) => key),
    ])
    const found = new Map(rows.map(row => [row.at, entryOf(row)]))
    return keys.map((_, at) => found.get(at + 1))
  }

  const send = (kind: 'lease' | 'key', { namespace, key }: CacheKey): readonly string[] => [
    schema,
    writeMessage({ kind, namespace, key }),
  ]

  const dropMany = async (one: Exclude<Invalidation, { kind: 'key' }>): Promise<void> => {
    const said = [schema, writeMessage(one)]
    if (one.kind === 'tag') await ask('dropTag', [one.namespace, one.tag, ...said])
    else await ask('dropNamespace', [one.namespace, ...said])
  }

  return {
    trustMs,
    settleMs,

    async enter(hear, lost) {
      // A server that is silent keeps old connections from ending.
      void leave()
      const opened = new Pool({ ...config, max: connections, idleTimeoutMillis: 30_000 })
      opened.on('error', () => {})
      pool = opened
      await ensureTable(opened, schema)
      // Refused by a server that takes no writes.
      await sweepTable(opened, schema)
      const heard = (payload: string) => {
        const message = readMessage(payload)
        if (message) hear(message)
      }
      const opening = await openBus(config, schema, heard, lost)
      if (isClosed || pool !== opened) return opening.close()
      bus = opening
      sweeping = setInterval(() => void sweepTable(opened, schema).catch(() => {}), sweepMs).unref()
    },

    async prove() {
      await bus?.prove()
    },

    read,

    async lease(place, request, unreadable) {
      const { namespace, key } = place
      const { token, leaseMs, tags } = request
      for (;;) {
        const values = [namespace, key, token, leaseMs, tags, unreadable ?? null]
        const [granted] = await ask<EntryRow>('lease', values)
        if (granted) return { kind: 'granted', stale: entryOf(granted) }
        const held = await waitFor(place)
        if (held)
          return {
            kind: held.is_paused ? 'paused' : 'held',
            ms: held.lease_ms,
            stale: entryOf(held),
          }
        const [entry] = await read([place])
        if (entry && entry.refreshMs > 0 && entry.id !== unreadable) return { kind: 'fresh', entry }
      }
    },

    async seize(place, { token, leaseMs, tags }) {
      const { namespace, key } = place
      await ask('seize', [namespace, key, token, leaseMs, tags, ...send('key', place)])
    },

    async fillIn(place, token, { payload, tags, refreshMs, freshMs, keptMs }) {
      const { namespace, key } = place
      const filled = await ask('fill', [
        namespace,
        key,
        token,
        payload,
        tags,
        refreshMs,
        freshMs,
        keptMs,
        ...send('lease', place),
      ])
      return filled.length > 0
    },

    async renew({ namespace, key }, token, leaseMs) {
      await ask('renew', [namespace, key, token, leaseMs])
    },

    async giveUp(place, token, pauseMs) {
      const { namespace, key } = place
      await ask('giveUp', [namespace, key, token, pauseMs, ...send('lease', place)])
    },

    async invalidate(what) {
      const keys = what.filter(one => one.kind === 'key')
      if (keys.length > 0)
        await ask('dropKeys', [
          keys.map(({ namespace }) => namespace),
          keys.map(({ key }) => key),
          schema,
          keys.map(writeMessage),
        ])
      for (const one of what) if (one.kind !== 'key') await dropMany(one)
    },

    async close() {
      isClosed = true
      await leave()
    },
  }
}

/** Undefined for a row without a value that may still be handed out. */
const entryOf = (row: EntryRow): SharedEntry | undefined => {
  const { id, payload, tags, refresh_ms, fresh_ms, kept_ms } = row
  if (id === null || payload === null || kept_ms <= 0) return undefined
  return { id, payload, tags, refreshMs: refresh_ms, freshMs: fresh_ms, keptMs: kept_ms }
}
