/**
 * Clients that commit again and again, straight to the primary: a client whose transaction ends with an error looks for the
 * primary, asks there whether the transaction is in, and sends it again where it is not, as an application does.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import { Client } from 'pg'

export interface Transaction {
  readonly client: number
  readonly number: number
  /** From the first attempt to the acknowledgement. */
  readonly ms: number
  /** Attempts that ended with an error. */
  readonly errors: number
  /** When it was acknowledged, by performance.now(). */
  readonly at: number
}

export interface Clients {
  /** Acknowledged transactions of all clients so far. */
  readonly acknowledged: readonly Transaction[]
  stop(): Promise<void>
}

export const table =
  'create table acknowledged (client int, number int, primary key (client, number))'

/** A transaction of a shop: think time of a person is left out, and a pause keeps a small machine from being the measure. */
const pauseMs = 10
const betweenTriesMs = 2

export const startClients = (urls: readonly string[], many: number): Clients => {
  const acknowledged: Transaction[] = []
  const stop = new AbortController()

  const run = async (client: number): Promise<void> => {
    let connection: Client | undefined
    for (let number = 1; !stop.signal.aborted; number += 1) {
      const began = performance.now()
      let errors = 0
      for (;;) {
        try {
          connection ??= await openPrimary(urls)
          if (connection) {
            await commit(connection, client, number)
            break
          }
        } catch {
          errors += 1
          connection?.end().catch(() => {})
          connection = undefined
        }
        await sleep(betweenTriesMs)
      }
      const at = performance.now()
      acknowledged.push({ client, number, ms: at - began, errors, at })
      await sleep(pauseMs)
    }
    await connection?.end().catch(() => {})
  }

  const running = Array.from({ length: many }, (_, client) => run(client))
  return {
    acknowledged,
    async stop() {
      stop.abort()
      await Promise.all(running)
    },
  }
}

/** A row that is there was committed by an attempt whose answer was lost. */
const commit = (connection: Client, client: number, number: number): Promise<unknown> =>
  connection.query(
    'insert into acknowledged (client, number) values ($1, $2) on conflict do nothing',
    [client, number],
  )

const openPrimary = async (urls: readonly string[]): Promise<Client | undefined> => {
  for (const url of urls) {
    const client = new Client({ connectionString: url, connectionTimeoutMillis: 2_000 })
    client.on('error', () => {})
    try {
      await client.connect()
      const { rows } = await client.query<{ primary: boolean }>(
        'select not pg_is_in_recovery() as primary',
      )
      if (rows[0]?.primary) return client
    } catch {
      // The next address may answer.
    }
    await client.end().catch(() => {})
  }
  return undefined
}

/** Acknowledged transactions that the server does not have. */
export const lostOf = async (
  url: string,
  acknowledged: readonly Transaction[],
): Promise<number> => {
  const client = new Client({ connectionString: url })
  await client.connect()
  try {
    const { rows } = await client.query<{ key: string }>(
      `select client || ' ' || number as key from acknowledged`,
    )
    const there = new Set(rows.map(({ key }) => key))
    return acknowledged.filter(one => !there.has(`${one.client} ${one.number}`)).length
  } finally {
    await client.end()
  }
}
