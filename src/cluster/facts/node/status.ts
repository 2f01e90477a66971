/** The status of a cluster's nodes, each node in a single read. */
import { seesSessions } from '#cluster/facts/session/sees-sessions'
import type { Reader, View } from '#model/view'

/** A transaction that is open in a session or worker, or that was prepared and has no session. */
export interface OpenTransaction {
  /** Seconds since the transaction began or was prepared. */
  readonly seconds: number
  /** Type as in pg_stat_activity, `client backend`; null for a prepared transaction. */
  readonly backend: string | null
  readonly pid: number | null
  /** The name that ends a prepared transaction. */
  readonly gid: string | null
  readonly owner: string | null
  readonly database: string | null
}

export interface NodeStatus {
  /** Open connections; without pg_monitor only Howdah's. */
  readonly connections: number
  readonly connectionsMost: number
  /** Connections that only superusers and reserved roles get, part of the most. */
  readonly connectionsReserved: number
  /** The database in question, quoted, where transactions are read only by default; null otherwise and on a replica. */
  readonly readOnlyDatabase: string | null
  /** Size of the database in question. */
  readonly bytes: number
  /** The oldest open transaction and the oldest prepared transaction, if any; the older first. */
  readonly oldest: readonly OpenTransaction[]
  /** Seconds since the last replayed transaction, on a replica that is behind; null on a primary. */
  readonly behindSeconds: number | null
  /** Bytes of the primary's WAL that are not replayed yet. */
  readonly behindBytes: number | null
  /** True on a replica where a person or a recovery target has paused the replay. */
  readonly paused: boolean
  /** Seconds that a replica lags behind on purpose (recovery_min_apply_delay); 0 for none. */
  readonly delaySeconds: number
  /** True while a session of the replica keeps the startup process from replaying; null where hidden. */
  readonly replayHeldUp: boolean | null
  /** False on a replica that receives no WAL and knows only the replayed part. */
  readonly streams: boolean
  /** ISO time of the last transaction that a replica has replayed; null on a primary. */
  readonly replayedUntil: string | null
  /** Sessions that have waited for a lock for seconds, and the longest of these waits in seconds; null for none. */
  readonly lockWaits: { readonly sessions: number; readonly seconds: number } | null
  readonly version: string
  /** False without pg_monitor: transactions, waits and kinds of other sessions are hidden then. */
  readonly seesSessions: boolean
}

export interface NodeAbout extends NodeStatus {
  readonly name: string
  readonly role: 'primary' | 'replica'
}

/** Reads the status of every node that answers. */
export const aboutNodes = async ({ primary, nodes }: View): Promise<readonly NodeAbout[]> => {
  // The primary is asked first, so that a replica's lag refers to WAL written before the question.
  const written = await walPosition(primary)
  return Promise.all(
    nodes.map(async ({ name, role, reader }) => ({
      name,
      role,
      ...(await nodeStatus(reader, written)),
    })),
  )
}

const walPosition = async (primary: Reader): Promise<string> =>
  (
    await primary.read<{
      lsn: string
    }>(`select case when pg_is_in_recovery() then coalesce(pg_last_wal_receive_lsn(), pg_last_wal_replay_lsn())
      else pg_current_wal_lsn() end::text as lsn`)
  )[0]?.lsn ?? '0/0'

// An autovacuum takes long and holds up no other session; a parallel worker is in the leader's transaction.
const open = `(select extract(epoch from clock_timestamp() - xact_start)::float8 as seconds, backend_type as backend, pid,
    null as gid, usename as owner, datname as database
  from pg_stat_activity where xact_start is not null and pid <> pg_backend_pid() and leader_pid is null
    and backend_type <> 'autovacuum worker' order by xact_start limit 1)`

const prepared = `(select extract(epoch from clock_timestamp() - prepared)::float8, null, null, gid, owner, database
  from pg_prepared_xacts order by prepared limit 1)`

/** Seconds: most waits for a lock are over by then. */
const passingWait = 5

// Everybody may read pg_locks. A deadlock is looked for after a second, and ended.
const waits = `(select json_build_object('sessions', count(distinct pid), 'seconds', max(extract(epoch from clock_timestamp() - waitstart)))
  from pg_locks where not granted and waitstart < clock_timestamp() - interval '${passingWait} s' having count(*) > 0)`

/** A replica that follows reaches the primary's position within this many looks, 0.1 s apart. */
const looks = 4

/**
 * The last replayed transaction is old where the primary was idle, so that age is a lag only when the
 * replica does not reach the primary's position in a moment.
 */
const nodeStatus = async (reader: Reader, written: string): Promise<NodeStatus> => {
  let status = await readStatus(reader, written)
  for (let look = 1; look < looks && mayArrive(status); look += 1) {
    await reader.read('select pg_sleep(0.1)')
    status = await readStatus(reader, written)
  }
  return status
}

const mayArrive = ({ behindBytes, streams, paused, delaySeconds }: NodeStatus): boolean =>
  (behindBytes ?? 0) > 0 && streams && !paused && delaySeconds === 0

// A session of Howdah is read only itself, so that only the setting of the database can be told. The server keeps a
// boolean as written, `yes` and `1` among the ways.
const readOnly = `exists (select from unnest(s.setconfig) c
  where split_part(c, '=', 1) = 'default_transaction_read_only' and split_part(c, '=', 2)::boolean)`

/** `written` is the primary's position; a replica alone knows only the WAL received so far. */
const readStatus = async (reader: Reader, written: string): Promise<NodeStatus> => {
  const [status] = await reader.read<NodeStatus>(
    `select (select count(*)::int from pg_stat_activity where backend_type = 'client backend') as connections,
       current_setting('max_connections')::int as "connectionsMost",
       current_setting('superuser_reserved_connections')::int
         + coalesce(current_setting('reserved_connections', true)::int, 0) as "connectionsReserved",
       (select quote_ident(d.datname) from pg_db_role_setting s join pg_database d on d.oid = s.setdatabase
         where s.setrole = 0 and d.datname = current_database() and not pg_is_in_recovery() and ${readOnly}) as "readOnlyDatabase",
       pg_database_size(current_database())::float8 as bytes,
       (select coalesce(json_agg(o order by o.seconds desc), '[]') from (${open} union all ${prepared}) o) as oldest,
       case when pg_is_in_recovery() then
         case when pg_last_wal_replay_lsn() >= least(pg_last_wal_receive_lsn(), $1::pg_lsn) and r.streams
             or pg_last_wal_replay_lsn() >= $1::pg_lsn then 0
           else extract(epoch from clock_timestamp() - pg_last_xact_replay_timestamp())::float8 end end as "behindSeconds",
       case when pg_is_in_recovery() then
         greatest(pg_wal_lsn_diff($1::pg_lsn, pg_last_wal_replay_lsn()), 0)::float8 end as "behindBytes",
       case when pg_is_in_recovery() then pg_get_wal_replay_pause_state() <> 'not paused' else false end as paused,
       case when pg_is_in_recovery() then
         (select setting::float8 / 1000 from pg_settings where name = 'recovery_min_apply_delay') else 0 end as "delaySeconds",
       case when ${seesSessions} then exists (select from pg_stat_activity where backend_type = 'startup'
         and (wait_event_type in ('Lock', 'BufferPin') or wait_event like 'RecoveryConflict%')) end as "replayHeldUp",
       not pg_is_in_recovery() or r.streams as streams,
       case when pg_is_in_recovery() then to_json(pg_last_xact_replay_timestamp()) #>> '{}' end as "replayedUntil",
       ${waits} as "lockWaits",
       current_setting('server_version') as version, ${seesSessions} as "seesSessions"
     from (select exists (select from pg_stat_wal_receiver where coalesce(status, 'streaming') = 'streaming') as streams) r`,
    [written],
  )
  if (!status) throw new Error('a node said nothing about itself')
  return status
}
