/** The control database: where runs, journal, approvals and the record live. */
import { createHash } from 'node:crypto'
import { type ClientBase, DatabaseError, Pool, type PoolClient, type QueryConfig } from 'pg'
import { noSigner, type RowSigner } from '#signing/rows'
import { Failure, passesByItself } from '#src/errors'
import { sessionOptions } from '#src/session-settings'
import { type Listen, openListener } from '#store/notifications/listener'

/** A connection, or the pool; queries always use the extended protocol. */
export interface Store {
  /** Signs and checks the rows that decide what is done. */
  readonly signer: RowSigner
  query<Row extends object = Record<string, unknown>>(
    text: string,
    values?: readonly unknown[],
  ): Promise<readonly Row[]>
  /**
   * Commits when `work` resolves, rolls back when `work` throws. Nested calls join the outer transaction.
   */
  transaction<T>(work: (tx: Store) => Promise<T>): Promise<T>
}

export interface OpenStore extends Store {
  /** Calls `hear` with each payload of NOTIFY on `channel`; reconnects after a loss. */
  readonly listen: Listen
  /** A separate pool with another search path, for Agenda, whose commits may be lost; closed with the store. */
  poolFor(schema: string): Pool
  close(): Promise<void>
}

/** An error of the server stays as it is; any other error of node-postgres means an unknown outcome. */
export const explain = (error: unknown): unknown => {
  if (error instanceof DatabaseError && !passesByItself(error.code ?? '')) return error
  return new Failure(
    'store.unavailable',
    'The control database does not answer.',
    'Nothing new is started until it is back; what runs on a cluster goes on and is looked into.',
    { cause: error, unknown: true },
  )
}

const rethrow = (error: unknown): never => {
  throw explain(error)
}

/** Texts with a name: each connection keeps a plan for every text that the connection has seen. */
const namedMost = 1_000

const names = new Map<string, string>()

/** A statement with a name is parsed and planned once for each connection: a run sends some fifty before the first act. */
const nameOf = (text: string): string | undefined => {
  const known = names.get(text)
  if (known !== undefined || names.size >= namedMost) return known
  const name = createHash('sha256').update(text).digest('base64url')
  names.set(text, name)
  return name
}

const on = (client: { query: ClientBase['query'] }): Store['query'] => {
  return async <Row extends object>(text: string, values: readonly unknown[] = []) => {
    try {
      const name = nameOf(text)
      const query: QueryConfig & { queryMode: 'extended' } = {
        ...(name === undefined ? {} : { name }),
        text,
        values: [...values],
        queryMode: 'extended',
      }
      const { rows } = await client.query<Row>(query)
      return rows
    } catch (error) {
      return rethrow(error)
    }
  }
}

const inTransaction = (client: PoolClient, signer: RowSigner): Store => {
  const tx: Store = { signer, query: on(client), transaction: work => work(tx) }
  return tx
}

/** The control database's clock decides expiry and windows. */
export const clockOf = async (store: Store): Promise<Date> =>
  (await store.query<{ now: Date }>('select clock_timestamp() as now'))[0]?.now ?? new Date()

/** An intent is on the disk before any act, whatever the settings of the login. */
const lasting = { synchronous_commit: 'on' }

/** A timer of Agenda's that a crash of the server takes away is made good. */
const passing = { synchronous_commit: 'off' }

/**
 * Opens the control database. An absent database fails the queries, never this call. Every client has
 * connect, query and idle timeouts, because a black-holed connection waits for ever otherwise.
 */
export const openStore = (url: string, name = 'howdah', signer = noSigner): OpenStore => {
  const options = {
    connectionString: url,
    connectionTimeoutMillis: 4_000,
    query_timeout: 10_000,
    // A process frozen in a transaction must not hold locks for ever.
    idle_in_transaction_session_timeout: 5_000,
    keepAlive: true,
    application_name: name,
    options: sessionOptions(lasting),
  }
  const pool = new Pool({ ...options, max: 8, idleTimeoutMillis: 30_000 })
  // A pooled connection that breaks while idle is replaced at the next query.
  pool.on('error', () => {})
  const others: Pool[] = []
  return {
    signer,
    poolFor(schema) {
      const other = new Pool({
        ...options,
        max: 6,
        options: sessionOptions({ ...passing, search_path: schema }),
      })
      other.on('error', () => {})
      others.push(other)
      return other
    },
    query: on(pool),
    async transaction(work) {
      const client = await pool.connect().catch(rethrow)
      let broken = false
      // A pool listens only to idle clients: without this listener a lost connection ends the process.
      const lost = () => {
        broken = true
      }
      client.on('error', lost)
      try {
        await client.query('begin').catch(rethrow)
        const result = await work(inTransaction(client, signer))
        await client.query('commit').catch(rethrow)
        return result
      } catch (error) {
        await client.query('rollback').catch(() => {
          broken = true
        })
        throw error
      } finally {
        client.off('error', lost)
        client.release(broken)
      }
    },
    listen: openListener(options),
    async close() {
      await Promise.all([pool, ...others].map(one => one.end()))
    },
  }
}
