/**
 * Reads on a pooled connection. A pooler (PgBouncer with `ignore_startup_parameters = options`) drops the settings
 * of a session, and gives all statements of a transaction to the same backend: there each read is a transaction
 * with the settings of its own.
 */
import type { PoolClient, QueryConfig, QueryResultRow } from 'pg'
import { extended } from '#cluster/clients/postgres/connection'
import { settingsArrived, settingsHere } from '#src/session-settings'

export type Settings = Readonly<Record<string, string>>

/** Whether the start packet of a connection arrived. */
const arrived = new WeakMap<PoolClient, boolean>()

const hasSettings = async (client: PoolClient): Promise<boolean> => {
  const { rows } = await client.query<{ arrived: boolean }>(
    extended(`select ${settingsArrived} as arrived`),
  )
  return rows[0]?.arrived === true
}

export const readOn = async <Row extends QueryResultRow>(
  client: PoolClient,
  settings: Settings,
  query: QueryConfig,
): Promise<Row[]> => {
  const has = arrived.get(client) ?? (await hasSettings(client))
  arrived.set(client, has)
  if (has) return (await client.query<Row>(query)).rows
  await client.query(extended('begin read only'))
  try {
    await client.query(extended(settingsHere(settings)))
    return (await client.query<Row>(query)).rows
  } finally {
    await client.query(extended('rollback')).catch(() => {})
  }
}
