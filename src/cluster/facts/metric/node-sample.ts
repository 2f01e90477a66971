/** All counters and gauges of a node that a metric is made of, in one statement. */
import { serverCountersBegan } from '#cluster/facts/node/counters'
import { seesSessions } from '#cluster/facts/session/sees-sessions'
import type { Reader } from '#model/view'

/** Counters grow from their beginning; only two samples with the same beginning may be compared. */
export interface NodeSample {
  /** The node's own clock, in seconds of the epoch. */
  readonly at: number
  /** False without pg_monitor: sessions of others are hidden then, and replication too. */
  readonly sees: boolean
  readonly transactions: {
    readonly began: number | null
    /** Changes when a database is made or dropped: a dropped database takes its counters along. */
    readonly databases: string
    readonly commits: number
    readonly rollbacks: number
    /** A file is counted when the statement is done with the file. */
    readonly temporaryBytes: number
  }
  readonly sessions: {
    readonly waiting: number
    /** Sessions whose commit waits for a replica; left out by earlier builds. */
    readonly committing?: number
    readonly connections: number
    /** Connections that are not kept for superusers and reserved roles. */
    readonly most: number
  }
  readonly checkpoints: { readonly began: number | null; readonly requested: number }
  readonly wal: { readonly began: number | null; readonly bytes: number }
  readonly archiving: { readonly began: number | null; readonly failed: number }
  /** Replicas that stream from this node, and how far the slowest is behind; null where that is hidden or not asked of a primary. */
  readonly followers: { readonly count: number; readonly behindBytes: number | null }
}

/** `version` is the major. */
export const readNodeSample = async (reader: Reader, version: number): Promise<NodeSample> => {
  const [row] = await reader.read<{ sample: NodeSample }>(sampleOf(version))
  if (!row) throw new Error('a node said nothing about its counters')
  return row.sample
}

/** A replica that streams confirms a commit within milliseconds. */
const usualCommit = '2 s'

const epoch = (time: string): string => `extract(epoch from ${time})::float8`

// Requests moved to a view of their own in 17. A sum of counters would hide the reset of a single database, so the
// beginning is that of the youngest. A base backup reads WAL but does not replay any.
const sampleOf = (version: number): string => `select json_build_object(
  'at', ${epoch('clock_timestamp()')},
  'sees', ${seesSessions},
  'transactions', (select json_build_object(
      'began', ${epoch(`greatest(max(stats_reset), ${serverCountersBegan})`)},
      'databases', md5(string_agg(datid::text, ' ' order by datid)),
      'commits', sum(xact_commit), 'rollbacks', sum(xact_rollback), 'temporaryBytes', sum(temp_bytes))
    from pg_stat_database),
  'sessions', (select json_build_object(
      'waiting', count(*) filter (where wait_event_type = 'Lock'),
      'committing', count(*) filter (where wait_event = 'SyncRep' and state_change < clock_timestamp() - interval '${usualCommit}'),
      'connections', count(*),
      'most', current_setting('max_connections')::int - current_setting('superuser_reserved_connections')::int
        - coalesce(current_setting('reserved_connections', true)::int, 0))
    from pg_stat_activity where backend_type = 'client backend'),
  'checkpoints', (select json_build_object('began', ${epoch('stats_reset')},
      'requested', ${version >= 17 ? 'num_requested' : 'checkpoints_req'})
    from ${version >= 17 ? 'pg_stat_checkpointer' : 'pg_stat_bgwriter'}),
  'wal', (select json_build_object('began', ${epoch('stats_reset')}, 'bytes', wal_bytes) from pg_stat_wal),
  'archiving', (select json_build_object('began', ${epoch('stats_reset')}, 'failed', failed_count) from pg_stat_archiver),
  'followers', (select json_build_object('count', count(*), 'behindBytes',
      max(case when not pg_is_in_recovery() then pg_wal_lsn_diff(pg_current_wal_lsn(), replay_lsn) end))
    from pg_stat_replication where state <> 'backup')) as sample`
