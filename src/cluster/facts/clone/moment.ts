/** The moment that a clone stands at. */
import type { Reader } from '#model/view'

export interface CloneMoment {
  /** False for a clone that was promoted, or never was in recovery. */
  readonly recovering: boolean
  readonly paused: boolean
  /** Where replay is; null out of recovery. */
  readonly lsn: string | null
  /** Of the newest replayed transaction, in UTC: `20261130_1403`; null where nothing was replayed. */
  readonly stamp: string | null
}

export const cloneMoment = async (reader: Reader): Promise<CloneMoment> => {
  const [row] = await reader.read<CloneMoment>(
    `select pg_is_in_recovery() as recovering,
       case when pg_is_in_recovery() then pg_get_wal_replay_pause_state() = 'paused' else false end as paused,
       case when pg_is_in_recovery() then pg_last_wal_replay_lsn()::text end as lsn,
       to_char(pg_last_xact_replay_timestamp() at time zone 'UTC', 'YYYYMMDD_HH24MI') as stamp`,
  )
  if (!row) throw new Error('no moment')
  return row
}
