/** A connection to a single node. Every client has connect, query and idle limits. */
import { Client, type ClientConfig, DatabaseError, type QueryConfig } from 'pg'
import { type ErrorFields, withheld } from '#cluster/clients/postgres/withheld'
import type { ClusterConfig, Credential } from '#model/configuration'
import { Failure } from '#src/errors'
import { sessionOptions } from '#src/session-settings'

export interface Where {
  readonly cluster: ClusterConfig
  readonly node: string
  readonly database: string
  readonly credential: Credential
  readonly applicationName: string
  /** Settings of the session, e.g. `{ default_transaction_read_only: 'on' }`. */
  readonly settings: Readonly<Record<string, string>>
}

export const connectionOptions = (where: Where): ClientConfig => {
  const node = where.cluster.nodes.find(({ name }) => name === where.node)
  if (!node) throw new Error(`${where.cluster.name} has no node ${where.node}`)
  return {
    host: node.host,
    port: node.port,
    database: where.database,
    user: where.credential.user,
    password: where.credential.password,
    // pg treats weaker sslmodes as verify-full today, but not for ever: the options are spelled out.
    ssl: where.cluster.tls === 'off' ? false : { rejectUnauthorized: true, servername: node.host },
    ...(where.cluster.tls === 'off' ? {} : { enableChannelBinding: true }),
    application_name: where.applicationName,
    connectionTimeoutMillis: 5_000,
    keepAlive: true,
    options: sessionOptions(where.settings),
  }
}

export const connect = async (where: Where): Promise<Client> => {
  const client = new Client(connectionOptions(where))
  // Without a listener, a connection that breaks while idle ends the process.
  client.on('error', () => {})
  try {
    await client.connect()
    return client
  } catch (error) {
    await client.end().catch(() => {})
    throw explain(error, `${where.node} (${where.cluster.name})`)
  }
}

/** A server that does not answer does not hear a goodbye either. */
const goodbyeMs = 2_000

export const hangUp = async (client: Client, abandon: boolean): Promise<void> => {
  const { stream } = (client as unknown as { connection: { stream: { destroy(): void } } })
    .connection
  // The next holder adopts or ends the statement still running there; a polite goodbye would wait for its end.
  if (abandon) return stream.destroy()
  const late = setTimeout(() => stream.destroy(), goodbyeMs)
  await client.end().catch(() => {})
  clearTimeout(late)
}

export type ReadRows = <Row>(text: string, values?: readonly unknown[]) => Promise<Row[]>

/** Builds a query for the extended protocol even without values: the simple protocol accepts several statements. */
export const extended = (
  text: string,
  values: readonly unknown[] = [],
  timeoutMs?: number,
): QueryConfig => {
  const query: QueryConfig & { queryMode: 'extended'; query_timeout?: number } = {
    text,
    values: [...values],
    queryMode: 'extended',
  }
  if (timeoutMs !== undefined) query.query_timeout = timeoutMs
  return query
}

const connectionLost = /^(08|57P0[1-5]|25P0[34])/

/** Turns an error of node-postgres into a Failure. After a lost connection the outcome is not known: look again. */
export const explain = (error: unknown, what: string): Failure => {
  if (error instanceof Failure) return error
  const message = error instanceof Error ? error.message : String(error)
  const code = sqlstateOf(error)
  if (code !== null && !connectionLost.test(code)) {
    const own = withheld(error as ErrorFields)
    // The cause is left out, because the log prints causes too.
    if (own) return new Failure(`sql.${code}`, own.message, own.instead)
    return new Failure(`sql.${code}`, message, adviceFor(code), { cause: error })
  }
  return new Failure(
    code === null ? 'cluster.unreachable' : `sql.${code}`,
    `The connection to ${what} was lost or could not be made.`,
    'Howdah looks again as soon as the server answers; check that it is up.',
    { cause: error, unknown: true },
  )
}

/** Reads the SQLSTATE of PostgreSQL's answer; null for any other error, as a socket's EPIPE looks alike. */
export const sqlstateOf = (error: unknown): string | null =>
  error instanceof DatabaseError ? (error.code ?? null) : null

const advice: Readonly<Record<string, string>> = {
  '28P01': 'Check the password of the login role in the inventory.',
  '40P01': 'Ask again: two sessions waited for each other and PostgreSQL ended this one.',
  '42501': 'Run `doctor`: it names the missing GRANT.',
  '53100': 'Free disk space on the server, then ask again.',
  '53300': 'Raise max_connections or free connections, then ask again.',
  '55P03': 'Ask again when the table is less busy, or cancel the session that holds the lock.',
  '57014': 'Somebody or a timeout cancelled the statement: find out why before you ask again.',
}

const adviceFor = (code: string): string =>
  advice[code] ?? 'Read the message of PostgreSQL, then plan again.'
