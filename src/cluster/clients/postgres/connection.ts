/** A connection to a single node. Every client has connect, query and idle limits. */
import { Client, type ClientConfig, DatabaseError, type QueryConfig } from 'pg'
import { adviceFor } from '#cluster/clients/postgres/advice'
import {
  type NodeLogin,
  needsDirect,
  whyNoConnection,
} from '#cluster/clients/postgres/no-connection'
import { type ErrorFields, withheld } from '#cluster/clients/postgres/withheld'
import { Failure } from '#src/errors'
import { sessionOptions, settingsArrived } from '#src/session-settings'
import { asSentence } from '#text/sentence'

export interface Where extends NodeLogin {
  readonly applicationName: string
  /** Settings of the session, e.g. `{ default_transaction_read_only: 'on' }`. */
  readonly settings: Readonly<Record<string, string>>
  /** A walsender, which takes commands of the replication protocol, and SQL by the simple protocol alone (manual 53.4). */
  readonly replication?: true
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
    // A backup only reads for hours: a server behind a dead network would be noticed after two.
    keepAlive: true,
    keepAliveInitialDelayMillis: 30_000,
    options: sessionOptions(where.settings),
    ...(where.replication ? { replication: 'database' } : {}),
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
    throw explain(error, where)
  }
}

/**
 * A session beside another session, as the login that sees more, to look at the other session's wait. None where a
 * pooler drops the settings of a session.
 */
export const connectBeside = async ({
  cluster,
  node,
  database,
}: Pick<NodeLogin, 'cluster' | 'node' | 'database'>): Promise<Client> => {
  const client = await connect({
    cluster,
    node,
    database,
    credential: cluster.credentials.observe,
    applicationName: 'howdah look',
    settings: { lock_timeout: '500', statement_timeout: '2000' },
  })
  const session = await client
    .query<{ arrived: boolean }>(extended(`select ${settingsArrived} as arrived`))
    .catch(() => null)
  if (session?.rows[0]?.arrived === true) return client
  await hangUp(client, false)
  throw new Failure(
    'cluster.pooler',
    `A pooler drops the settings of Howdah’s sessions on ${node} (${cluster.name}).`,
    needsDirect,
  )
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

/** True for all but an answer of PostgreSQL that leaves the session open. */
export const isSessionLost = (error: unknown): boolean => {
  const code = sqlstateOf(error)
  return code === null || connectionLost.test(code)
}

/** Turns an error of node-postgres into a Failure. After a lost connection the outcome is not known: look again. */
export const explain = (error: unknown, wanted: NodeLogin): Failure => {
  if (error instanceof Failure) return error
  const code = sqlstateOf(error)
  const none = whyNoConnection(error, wanted)
  if (code === null || connectionLost.test(code)) {
    const { message, instead } = none ?? lost(wanted)
    const options = { cause: error, unknown: true }
    return new Failure(
      code === null ? 'cluster.unreachable' : `sql.${code}`,
      message,
      instead,
      options,
    )
  }
  if (none) return new Failure(`sql.${code}`, none.message, none.instead, { cause: error })
  const own = withheld(error as ErrorFields)
  // The cause is left out, because the log prints causes too.
  if (own) return new Failure(`sql.${code}`, asSentence(own.message), own.instead)
  const { message, hint } = error as DatabaseError
  const instead = [...(hint === undefined ? [] : [asSentence(hint)]), adviceFor(code)].join(' ')
  return new Failure(`sql.${code}`, asSentence(message), instead, { cause: error })
}

const lost = ({ node, cluster }: NodeLogin) => ({
  message: `The connection to ${node} (${cluster.name}) was lost or could not be made.`,
  instead: 'Howdah looks again as soon as the server answers; check that it is up.',
})

/** Reads the SQLSTATE of PostgreSQL's answer; null for any other error, as a socket's EPIPE looks alike. */
export const sqlstateOf = (error: unknown): string | null =>
  error instanceof DatabaseError ? (error.code ?? null) : null
