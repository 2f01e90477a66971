/** What one node says about itself, in one read. */
import type { Reader } from '#cluster/view'

export interface NodeStatus {
  readonly connections: number
  readonly connectionsMost: number
  /** Bytes of the database asked about. */
  readonly bytes: number
  /** Seconds of the oldest open transaction; null when there is none. */
  readonly oldestTransaction: number | null
  /** Seconds since the last replayed transaction, on a replica that is behind; null on a primary. */
  readonly behindSeconds: number | null
  readonly behindBytes: number | null
  readonly version: string
}

export const nodeStatus = async (reader: Reader): Promise<NodeStatus> => {
  const [status] = await reader.read<NodeStatus>(
    `select (select count(*)::int from pg_stat_activity where backend_type = 'client backend') as connections,
       current_setting('max_connections')::int as "connectionsMost",
       pg_database_size(current_database())::float8 as bytes,
       (select extract(epoch from max(clock_timestamp() - xact_start))::float8 from pg_stat_activity
         where xact_start is not null and pid <> pg_backend_pid() and backend_type = 'client backend') as "oldestTransaction",
       case when pg_is_in_recovery() then
         case when pg_last_wal_receive_lsn() = pg_last_wal_replay_lsn() then 0
           else extract(epoch from clock_timestamp() - pg_last_xact_replay_timestamp())::float8 end end as "behindSeconds",
       case when pg_is_in_recovery() then
         pg_wal_lsn_diff(pg_last_wal_receive_lsn(), pg_last_wal_replay_lsn())::float8 end as "behindBytes",
       current_setting('server_version') as version`,
  )
  if (!status) throw new Error('a node said nothing about itself')
  return status
}
