/** The role of a node in the node's own words, and how far its WAL goes. Cheap: the question comes every second. */
import { timelineNow } from '#model/actions/timeline-now'
import type { Reader } from '#model/view'
import { Failure } from '#src/errors'

export interface RoleSaid {
  readonly primary: boolean
  /** When the server started, in PostgreSQL's words: a primary stays a primary until the server ends. */
  readonly started: string
  /** Null on a replica. */
  readonly timeline: number | null
  /** LSN up to which a primary has made WAL, and so every commit that was acknowledged before; up to which a replica has WAL. */
  readonly position: string | null
  /** True on a replica where a person or a recovery target has paused the replay. */
  readonly paused: boolean
  /** True on a replica that replays late on purpose (recovery_min_apply_delay). */
  readonly delayed: boolean
  /** True on a replica with a connection from which WAL comes. */
  readonly streams: boolean
}

export const readRole = async (reader: Reader): Promise<RoleSaid> => {
  const [row] = await reader.read<RoleSaid>(role)
  if (!row) throw new Error('a node says nothing of its role')
  return row
}

/** The identifier of the database system; null where the login may not ask. */
export const readSystem = async (reader: Reader): Promise<string | null> => {
  try {
    const [row] = await reader.read<{ system: string }>(
      'select system_identifier::text as system from pg_control_system()',
    )
    return row?.system ?? null
  } catch (error) {
    if (error instanceof Failure && error.code === 'sql.42501') return null
    throw error
  }
}

// The insert position: a commit without synchronous_commit is acknowledged before its WAL is written.
const role = `select not recovering as primary, pg_postmaster_start_time()::text as started,
  case when not recovering then ${timelineNow} end as timeline,
  case when recovering then greatest(pg_last_wal_receive_lsn(), pg_last_wal_replay_lsn())
    else pg_current_wal_insert_lsn() end::text as position,
  case when recovering then pg_get_wal_replay_pause_state() <> 'not paused' else false end as paused,
  recovering and current_setting('recovery_min_apply_delay') <> '0' as delayed,
  recovering and exists (select from pg_stat_wal_receiver where coalesce(status, 'streaming') = 'streaming') as streams
  from pg_is_in_recovery() as recovering`
