/** Measures the replica's lag: writes a message, and waits until the replica has replayed the message. */
import { setTimeout as sleep } from 'node:timers/promises'
import type { Client } from 'pg'

/** A slower replica counts as not streaming. */
const patienceMs = 10_000

/** Milliseconds from a commit on the primary to the replay on the replica; null after the time limit. */
export const measureLag = async (primary: Client, replica: Client): Promise<number | null> => {
  // Only flushed WAL leaves the primary, and the sample's commits do not wait for the flush.
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
