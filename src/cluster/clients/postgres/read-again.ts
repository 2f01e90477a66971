/** A read that met a lock, once more and watched: by now the lock is free, or its holder can be named. */
import { DatabaseError, type Pool, type QueryConfig, type QueryResultRow } from 'pg'
import { connectBeside, extended, type Where } from '#cluster/clients/postgres/connection'
import { isLockTimeout, waitedInVain, watchLockWait } from '#cluster/clients/postgres/lock-wait'

export const readAgain = async <Row extends QueryResultRow>(
  pool: Pool,
  place: Pick<Where, 'cluster' | 'node' | 'database'>,
  query: QueryConfig,
): Promise<Row[]> => {
  const client = await pool.connect()
  let broken = true
  try {
    const own = await client.query<{ pid: number }>(extended('select pg_backend_pid() as pid'))
    const watch = watchLockWait(connectBeside(place), own.rows[0]?.pid ?? 0)
    try {
      const { rows } = await client.query<Row>(query)
      broken = false
      return rows
    } catch (error) {
      broken = !(error instanceof DatabaseError)
      throw isLockTimeout(error) ? waitedInVain(place, await watch.end()) : error
    } finally {
      await watch.end()
    }
  } finally {
    client.release(broken)
  }
}
