/** Reads over the sessions of a pool. */
import type { Pool, PoolClient, QueryConfig, QueryResultRow } from 'pg'
import {
  connectBeside,
  extended,
  isSessionLost,
  type Where,
} from '#cluster/clients/postgres/connection'
import { isLockTimeout, waitedInVain, watchLockWait } from '#cluster/clients/postgres/lock-wait'
import { readOn } from '#cluster/clients/postgres/with-settings'

type Place = Pick<Where, 'cluster' | 'node' | 'database' | 'settings'>

export const readPooled = <Row extends QueryResultRow>(
  pool: Pool,
  place: Place,
  query: QueryConfig,
): Promise<Row[]> =>
  inSession(pool, client => readOn<Row>(client, place.settings, query)).catch((error: unknown) => {
    if (isLockTimeout(error)) return readAgain(pool, place, query)
    throw error
  })

/** Once more and watched: by now the lock is free, or its holder can be named. */
const readAgain = <Row extends QueryResultRow>(
  pool: Pool,
  place: Place,
  query: QueryConfig,
): Promise<Row[]> =>
  inSession(pool, async client => {
    const own = await client.query<{ pid: number }>(extended('select pg_backend_pid() as pid'))
    const watch = watchLockWait(connectBeside(place), own.rows[0]?.pid ?? 0)
    try {
      return await readOn<Row>(client, place.settings, query)
    } catch (error) {
      throw isLockTimeout(error) ? waitedInVain(place, await watch.end()) : error
    } finally {
      await watch.end()
    }
  })

/** A statement that PostgreSQL refuses leaves the session as it was; `Pool.query` would throw the session away. */
const inSession = async <Found>(
  pool: Pool,
  use: (client: PoolClient) => Promise<Found>,
): Promise<Found> => {
  const client = await pool.connect()
  // A pool listens only to idle clients: without this listener a lost connection ends the process.
  const hear = () => {}
  client.on('error', hear)
  let lost = false
  try {
    return await use(client)
  } catch (error) {
    lost = isSessionLost(error)
    throw error
  } finally {
    client.off('error', hear)
    client.release(lost)
  }
}
