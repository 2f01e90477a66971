/** How a node sends and receives WAL, as the node itself says, in a single read. */
import { timelineNow } from '#model/actions/timeline-now'
import type { Reader } from '#model/view'

/** A session that a node sends WAL to. */
export interface SentTo {
  readonly application: string
  /** `streaming`, `catchup`, …; null without pg_monitor. */
  readonly state: string | null
  /** `async`, `potential`, `sync`, `quorum`; null without pg_monitor. */
  readonly sync: string | null
  /** Milliseconds from a commit to the replay; null after a while without writes. */
  readonly replayMs: number | null
  /** Name of the slot; null for none. */
  readonly slot: string | null
}

export interface ReplicationSlot {
  readonly name: string
  readonly type: 'physical' | 'logical'
  readonly active: boolean
  /** Bytes of WAL that the slot keeps from being removed; null for a slot that keeps none. */
  readonly retainedBytes: number | null
  /** `reserved`, `extended`, `unreserved`, `lost`; null for a slot that keeps nothing. */
  readonly walStatus: string | null
  /** True for a logical slot that a replica has too (since 17). */
  readonly failover: boolean
  /** True for the copy of such a slot, which the replica keeps like the primary's (since 17). */
  readonly synced: boolean
  /** Database of a logical slot; null for a physical slot. */
  readonly database: string | null
  /** Oldest LSN that the slot keeps; null for none. Stands still while nobody uses the slot. */
  readonly restartLsn: string | null
  /** The walsender that uses the slot: `pid 4711 (shop_2)`; null for none. */
  readonly usedBy: string | null
  /** ISO time since which nobody uses the slot (since 17); null where not known. */
  readonly idleSince: string | null
  /** Transactions since the oldest row version that the slot has VACUUM keep; null for none. */
  readonly heldTransactions: number | null
}

export interface NodeReplication {
  /** Null on a replica that receives nothing, or without pg_monitor. */
  readonly timeline: number | null
  /** `host:port` that a replica receives WAL from; null for none. */
  readonly upstream: string | null
  /** The slot that a replica asks for; null for none. */
  readonly ownSlot: string | null
  /** The name under which a replica receives; null where not known. */
  readonly application: string | null
  readonly sends: readonly SentTo[]
  readonly slots: readonly ReplicationSlot[]
  /** Bytes of WAL a second, mean since the counters began. */
  readonly walPerSecond: number
  /** `max_slot_wal_keep_size`: a slot that keeps more loses its WAL; null for no limit. */
  readonly slotKeepsBytes: number | null
  /** Queries that replay has cancelled on a replica since the counters began. */
  readonly conflicts: number
  /** Prepared transactions, which survive a switchover and hold their locks. */
  readonly prepared: number
  /** Settings that a replica may not have lower than the primary. */
  readonly limits: Readonly<Record<string, number>>
  /** `synchronous_standby_names`; empty for none. */
  readonly synchronous: string
}

export const nodeReplication = async (reader: Reader): Promise<NodeReplication> => {
  const [row] = await reader.read<NodeReplication>(text)
  if (!row) throw new Error('a node says nothing of its replication')
  return row
}

const here = `case when pg_is_in_recovery() then coalesce(pg_last_wal_receive_lsn(), pg_last_wal_replay_lsn())
  else pg_current_wal_lsn() end`

const sends = `select r.application_name as application, r.state, r.sync_state as sync,
  (extract(epoch from r.replay_lag) * 1000)::float8 as "replayMs", s.slot_name as slot
  from pg_stat_replication r left join pg_replication_slots s on s.active_pid = r.pid
  order by r.application_name`

// `failover`, `synced` and `inactive_since` are columns since 17.
const slots = `select s.slot_name as name, s.slot_type as type, s.active,
  greatest(pg_wal_lsn_diff(${here}, s.restart_lsn), 0)::float8 as "retainedBytes", s.wal_status as "walStatus",
  coalesce((to_jsonb(s) ->> 'failover')::boolean, false) as failover,
  coalesce((to_jsonb(s) ->> 'synced')::boolean, false) as synced, s.database, s.restart_lsn::text as "restartLsn",
  case when s.active_pid is not null then 'pid ' || s.active_pid || coalesce(' ('
    || (select nullif(application_name, '') from pg_stat_replication r where r.pid = s.active_pid) || ')', '') end as "usedBy",
  to_jsonb(s) ->> 'inactive_since' as "idleSince",
  greatest(age(s.xmin), age(s.catalog_xmin)) as "heldTransactions"
  from pg_replication_slots s where not s.temporary order by s.slot_name`

const text = `select
  case when pg_is_in_recovery() then (select received_tli from pg_stat_wal_receiver) else ${timelineNow} end as timeline,
  (select sender_host || ':' || sender_port from pg_stat_wal_receiver) as upstream,
  case when pg_is_in_recovery() then nullif(current_setting('primary_slot_name'), '') end as "ownSlot",
  case when pg_is_in_recovery() then
    (select substring(conninfo from 'application_name=([^ ]+)') from pg_stat_wal_receiver) end as application,
  (select coalesce(json_agg(x), '[]') from (${sends}) x) as sends,
  (select coalesce(json_agg(x), '[]') from (${slots}) x) as slots,
  (select (wal_bytes / greatest(extract(epoch from clock_timestamp() - stats_reset), 1))::float8 from pg_stat_wal) as "walPerSecond",
  (select case when setting::float8 >= 0 then setting::float8 * 1024 * 1024 end from pg_settings where name = 'max_slot_wal_keep_size') as "slotKeepsBytes",
  (select coalesce(sum(confl_tablespace + confl_lock + confl_snapshot + confl_bufferpin + confl_deadlock), 0)::int
    from pg_stat_database_conflicts) as conflicts,
  (select count(*)::int from pg_prepared_xacts) as prepared,
  (select json_object_agg(name, setting::int) from pg_settings where name in ('max_connections', 'max_worker_processes',
    'max_wal_senders', 'max_prepared_transactions', 'max_locks_per_transaction')) as limits,
  current_setting('synchronous_standby_names') as synchronous`
