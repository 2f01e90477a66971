/** The place of a node in the WAL as readers see the node: a replica by replay, never by receipt. Cheap: asked every second. */
import type { Reader } from '#model/view'

export interface Replayed {
  readonly recovering: boolean
  /** When the server started, in PostgreSQL's words. */
  readonly started: string
  /** Bytes from the beginning of all WAL: written by a primary, replayed by a replica. */
  readonly position: number
  readonly paused: boolean
  /** By `recovery_min_apply_delay`. */
  readonly delayed: boolean
}

export const readReplayed = async (reader: Reader): Promise<Replayed> => {
  const [row] = await reader.read<Replayed>(replayed)
  if (!row) throw new Error('a node says nothing of its WAL')
  return row
}

// The end of written WAL, never the insert position, which may stand behind the header of a page on an idle primary.
const replayed = `select pg_is_in_recovery() as recovering, pg_postmaster_start_time()::text as started,
  coalesce(pg_wal_lsn_diff(case when pg_is_in_recovery() then pg_last_wal_replay_lsn()
    else pg_current_wal_lsn() end, '0/0'), 0)::float8 as position,
  case when pg_is_in_recovery() then pg_get_wal_replay_pause_state() <> 'not paused' else false end as paused,
  pg_is_in_recovery() and current_setting('recovery_min_apply_delay') <> '0' as delayed`
