/** The admin console of a PgBouncer, over the simple protocol: the console knows no other (manual of PgBouncer, "Admin console"). */
import { Client, DatabaseError } from 'pg'
import { hangUp } from '#cluster/clients/postgres/connection'
import type { ClusterConfig, Credential, PoolerConfig } from '#model/configuration'
import type { ConsoleRow, ConsoleShow } from '#model/pool/known-pooler'
import { Failure } from '#src/errors'
import { asSentence } from '#text/sentence'

export interface ConsoleWhere {
  readonly cluster: Pick<ClusterConfig, 'name' | 'tls'>
  readonly pooler: Pick<PoolerConfig, 'name' | 'host' | 'port'>
  readonly credential: Credential
  readonly applicationName: string
}

/** SHOW and SET answer in a few milliseconds. */
const answerMs = 5_000

export const openConsole = async (where: ConsoleWhere): Promise<Client> => {
  const { cluster, pooler, credential, applicationName } = where
  const client = new Client({
    host: pooler.host,
    port: pooler.port,
    database: 'pgbouncer',
    user: credential.user,
    password: credential.password,
    ssl: cluster.tls === 'off' ? false : { rejectUnauthorized: true, servername: pooler.host },
    application_name: applicationName,
    connectionTimeoutMillis: answerMs,
    keepAlive: true,
  })
  // Without a listener, a connection that breaks while idle ends the process.
  client.on('error', () => {})
  try {
    await client.connect()
    return client
  } catch (error) {
    await hangUp(client, true)
    throw explainConsole(error, where)
  }
}

/** Sends one command; throws a Failure with the words of PgBouncer. `ms` bounds the wait for the answer. */
export const tellConsole = async (
  client: Client,
  where: ConsoleWhere,
  text: string,
  ms = answerMs,
): Promise<readonly ConsoleRow[]> => {
  try {
    const query = { text, query_timeout: ms }
    return (await client.query<Record<string, unknown>>(query)).rows
  } catch (error) {
    throw explainConsole(error, where)
  }
}

/** Sends a command over an open connection. */
export type Tell = (text: string, ms?: number) => Promise<readonly ConsoleRow[]>

/** Works with a connection of its own. */
export const onConsole = async <Done>(
  where: ConsoleWhere,
  work: (tell: Tell) => Promise<Done>,
): Promise<Done> => {
  const client = await openConsole(where)
  try {
    return await work((text, ms) => tellConsole(client, where, text, ms))
  } finally {
    await hangUp(client, false)
  }
}

export const askBy = async (
  tell: Tell,
  shows: readonly ConsoleShow[],
): Promise<readonly (readonly ConsoleRow[])[]> => {
  const answers: (readonly ConsoleRow[])[] = []
  for (const show of shows) answers.push(await tell(`SHOW ${show}`))
  return answers
}

export const askConsole = (
  where: ConsoleWhere,
  shows: readonly ConsoleShow[],
): Promise<readonly (readonly ConsoleRow[])[]> => onConsole(where, tell => askBy(tell, shows))

/** An answer of PgBouncer is known; a connection that broke leaves the outcome open. */
const explainConsole = (error: unknown, { pooler, credential }: ConsoleWhere): Failure => {
  if (error instanceof Failure) return error
  const { name, host, port } = pooler
  const said = asSentence(error instanceof Error ? error.message : String(error))
  if (error instanceof DatabaseError)
    return new Failure(
      'pool.refused',
      `PgBouncer ${name} refused it: ${said}`,
      `Check that ${credential.user} is in \`admin_users\` (to look: \`stats_users\`) and in \`auth_file\` there, and the password in the inventory.`,
      { cause: error },
    )
  return new Failure(
    'pool.unreachable',
    `PgBouncer ${name} at ${host}:${port} did not answer: ${said}`,
    'Check that it runs, and its address in `pools` of the inventory.',
    { cause: error, unknown: true },
  )
}
