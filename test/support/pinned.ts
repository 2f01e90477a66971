/** A reader that keeps VACUUM from going on: an index-only scan pins its page, and VACUUM waits for that page. */
import { expect } from 'vitest'
import type { TestServer } from '#test/support/postgres'

export interface Pin {
  /** Resolves with the pid of the VACUUM that waits. */
  waiting(): Promise<number>
  release(): Promise<void>
}

/** `column` of `table` has an index. */
export const pinPage = async (
  server: TestServer,
  database: string,
  table: string,
  column: string,
): Promise<Pin> => {
  const client = await server.connect(database)
  for (const statement of [
    'set enable_seqscan = off',
    'set enable_bitmapscan = off',
    'begin',
    `declare pin cursor for select ${column} from ${table} order by ${column}`,
    'fetch 1 from pin',
  ])
    await client.query(statement)
  const waits = () =>
    server.query<{ pid: number }>(
      'postgres',
      `select pid from pg_stat_activity where datname = $1 and wait_event_type = 'BufferPin' and query like 'VACUUM%'`,
      [database],
    )
  return {
    async waiting() {
      await expect.poll(waits, { timeout: 110_000 }).toHaveLength(1)
      return (await waits())[0]?.pid ?? 0
    },
    async release() {
      await client.end()
    },
  }
}
