/** How far the replica is behind, measured: something is written, and seen again there. */
import { setTimeout as sleep } from 'node:timers/promises'
import type { Client } from 'pg'

/** A replica that takes longer than this is said not to stream. */
const patienceMs = 10_000

/** Milliseconds from a commit on the primary until the replica has replayed it; null when it did not. */
export const measureLag = async (primary: Client, replica: Client): Promise<number | null> => {
  // Only what is flushed leaves the primary, and the sample does not wait for that by itself.
  await primary.query('set synchronous_commit = on')
  await primary.query(`select pg_logical_emit_message(true, 'howdah', 'lag')`)
  const committed = performance.now()
  const { rows } = await primary.query<{ lsn: string }>('select pg_current_wal_flush_lsn() as lsn')
  for (;;) {
    const seen = await replica.query<{ replayed: boolean }>(
      'select pg_last_wal_replay_lsn() >= $1::pg_lsn as replayed',
      [rows[0]?.lsn],
    )
    const passed = performance.now() - committed
    if (seen.rows[0]?.replayed) return passed
    if (passed > patienceMs) return null
    await sleep(1)
  }
}
