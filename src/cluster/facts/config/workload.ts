/** Counters of a node by which settings are judged, each with the beginning of its count. */
import { countersBegan, serverCountersBegan } from '#cluster/facts/node/counters'
import { seesSessions } from '#cluster/facts/session/sees-sessions'
import type { Reader } from '#model/view'

export interface Workload {
  /** The node's own clock, in seconds of the epoch. */
  readonly at: number
  /** False without pg_monitor: the sessions of others are hidden then. */
  readonly sees: boolean
  /** Of all databases. */
  readonly databases: Counted & {
    readonly transactions: number
    readonly temporaryFiles: number
    readonly temporaryBytes: number
    /** Blocks found in shared buffers, and blocks asked of the system. */
    readonly hits: number
    readonly reads: number
    readonly deadlocks: number
  }
  readonly checkpoints: Counted & { readonly requested: number; readonly timed: number }
  /** `images` counts whole pages, written at the first change of a page after a checkpoint. */
  readonly wal: Counted & { readonly bytes: number; readonly images: number }
  /** Client connections now. */
  readonly sessions: {
    readonly connections: number
    readonly idle: number
    /** Connections that are not kept for superusers and reserved roles. */
    readonly most: number
    /** Sessions that wait for a lock. */
    readonly waiting: number
  }
  /** Size of the database in question. */
  readonly bytes: number
  readonly vacuum: {
    /** Autovacuum workers at work now. */
    readonly workers: number
    /** The oldest snapshot of a session, in seconds: dead rows since then cannot be removed. */
    readonly oldestSnapshotSeconds: number
    /** Tables of this database with twice the dead rows at which autovacuum is due, the worst first. */
    readonly overdue: readonly OverdueTable[]
    readonly overdueTables: number
  } & Counted
}

interface Counted {
  /** In seconds of the epoch; null where that is not known. */
  readonly began: number | null
}

export interface OverdueTable {
  /** Quoted. */
  readonly table: string
  readonly dead: number
  readonly live: number
}

/** `version` is the major. */
export const readWorkload = async (reader: Reader, version: number): Promise<Workload> => {
  const [row] = await reader.read<{ workload: Workload }>(workloadOf(version))
  if (!row) throw new Error('a node said nothing about its workload')
  return row.workload
}

const epoch = (time: string): string => `extract(epoch from ${time})::float8`

// A table with options of its own is judged by nobody else. Since 18 the dead rows that make a vacuum due have a most.
const overdue = `select format('%I.%I', s.schemaname, s.relname) as table, n_dead_tup as dead, n_live_tup as live
  from pg_stat_user_tables s join pg_class c on c.oid = s.relid
  where not exists (select from unnest(c.reloptions) o where o like 'autovacuum%') and n_dead_tup > 10000
    and n_dead_tup > 2 * least(
      current_setting('autovacuum_vacuum_threshold')::float8
        + current_setting('autovacuum_vacuum_scale_factor')::float8 * greatest(c.reltuples, 0),
      nullif(coalesce(current_setting('autovacuum_vacuum_max_threshold', true), '-1')::float8, -1))`

// Requests moved to a view of their own in 17. A sum of counters began with the youngest.
const workloadOf = (version: number): string => `with overdue as (${overdue})
select json_build_object(
  'at', ${epoch('clock_timestamp()')},
  'sees', ${seesSessions},
  'databases', (select json_build_object('began', ${epoch(`greatest(max(stats_reset), ${serverCountersBegan})`)},
      'transactions', sum(xact_commit + xact_rollback), 'temporaryFiles', sum(temp_files), 'temporaryBytes', sum(temp_bytes),
      'hits', sum(blks_hit), 'reads', sum(blks_read), 'deadlocks', sum(deadlocks))
    from pg_stat_database),
  'checkpoints', (select json_build_object('began', ${epoch('stats_reset')},
      'requested', ${version >= 17 ? 'num_requested' : 'checkpoints_req'},
      'timed', ${version >= 17 ? 'num_timed' : 'checkpoints_timed'})
    from ${version >= 17 ? 'pg_stat_checkpointer' : 'pg_stat_bgwriter'}),
  'wal', (select json_build_object('began', ${epoch('stats_reset')}, 'bytes', wal_bytes, 'images', wal_fpi) from pg_stat_wal),
  'sessions', (select json_build_object('connections', count(*), 'idle', count(*) filter (where state = 'idle'),
      'most', current_setting('max_connections')::int - current_setting('superuser_reserved_connections')::int
        - coalesce(current_setting('reserved_connections', true)::int, 0),
      'waiting', count(*) filter (where wait_event_type = 'Lock'))
    from pg_stat_activity where backend_type = 'client backend'),
  'bytes', pg_database_size(current_database()),
  'vacuum', json_build_object('began', ${epoch(countersBegan)},
    'workers', (select count(*) from pg_stat_activity where backend_type = 'autovacuum worker'),
    'oldestSnapshotSeconds', (select coalesce(${epoch('clock_timestamp() - min(xact_start)')}, 0) from pg_stat_activity
      where backend_xmin is not null and pid <> pg_backend_pid() and backend_type <> 'autovacuum worker'),
    'overdue', (select coalesce(json_agg(o order by o.dead desc), '[]') from (select * from overdue order by dead desc limit 3) o),
    'overdueTables', (select count(*) from overdue))) as workload`
