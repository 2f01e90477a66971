/** The limits that guard a change of each setting, the minutes, and the reason: the first line that fits a setting counts. */
import type { Guard, Limit, Metric } from '#model/guard'

/** Metrics that a setting may hurt: no setting that a chat may change decides about archiving, a pool or synchronous replicas. */
type Watched = Exclude<Metric, 'failed archiving' | 'waiting clients' | 'waiting commits'>

interface Line {
  /** Names, or beginnings of names with a star. */
  readonly settings: readonly string[]
  readonly watches: readonly Watched[]
  readonly minutes: number
  /** A sentence for the approver. */
  readonly because: string
}

const lines: readonly Line[] = [
  {
    settings: ['work_mem', 'hash_mem_multiplier', 'temp_buffers', 'logical_decoding_work_mem'],
    watches: ['statement time', 'temporary files'],
    minutes: 10,
    because: 'Sorts and hash tables that do not fit go to temporary files.',
  },
  {
    settings: ['maintenance_work_mem', 'autovacuum_work_mem', 'max_parallel_maintenance_workers'],
    watches: ['statement time', 'temporary files'],
    minutes: 60,
    because: 'Only index builds and vacuums use this memory, and they run rarely.',
  },
  {
    settings: ['shared_buffers', 'huge_pages*', 'wal_buffers'],
    watches: ['statement time', 'checkpoint requests', 'connections'],
    minutes: 60,
    because: 'After the restart the cache is cold, and statements are slow for a while.',
  },
  {
    settings: [
      'enable_*',
      'random_page_cost',
      'seq_page_cost',
      'cpu_*',
      'parallel_*',
      'min_parallel_*',
      'max_parallel_workers*',
      'effective_cache_size',
      'default_statistics_target',
      'from_collapse_limit',
      'join_collapse_limit',
      'geqo*',
      'jit*',
      'plan_cache_mode',
      'constraint_exclusion',
      'cursor_tuple_fraction',
      'recursive_worktable_factor',
    ],
    watches: ['statement time', 'temporary files'],
    minutes: 15,
    because: 'Statements get new plans: at once, or, if prepared, when they are next planned.',
  },
  {
    settings: [
      'max_wal_size',
      'min_wal_size',
      'checkpoint_*',
      'wal_compression',
      'full_page_writes',
    ],
    watches: ['checkpoint requests', 'WAL', 'statement time'],
    minutes: 30,
    because:
      'More checkpoints write more full pages to WAL. By default one runs every five minutes, so a shorter watch may see none.',
  },
  {
    settings: ['synchronous_*', 'commit_*', 'wal_writer_*', 'wal_sync_method', 'fsync'],
    watches: ['statement time', 'connections', 'replication lag'],
    minutes: 10,
    because:
      'Commits take more or less time; a commit that waits for a missing replica keeps its connection.',
  },
  {
    settings: ['max_connections', '*reserved_connections'],
    watches: ['connections', 'waiting sessions', 'statement time'],
    minutes: 30,
    because:
      'With too few, applications are turned away; with too many, they compete for locks and memory.',
  },
  {
    settings: [
      'max_wal_senders',
      'max_replication_slots',
      'wal_keep_size',
      'max_slot_wal_keep_size',
      'wal_sender_timeout',
      'wal_receiver_*',
      'recovery_*',
      'hot_standby*',
      'max_standby_*',
    ],
    watches: ['replication lag', 'rollbacks'],
    minutes: 30,
    because: 'Replicas may fall behind, or cancel statements that keep them from replaying.',
  },
  {
    settings: ['*_timeout'],
    watches: ['rollbacks', 'waiting sessions', 'connections'],
    minutes: 30,
    because:
      'Too short a timeout rolls transactions back; with none, locks and connections are held.',
  },
  {
    settings: ['autovacuum*', 'vacuum_*', 'track_counts'],
    watches: ['statement time', 'WAL', 'waiting sessions'],
    minutes: 60,
    because:
      'Dead rows build up slowly, and a busier vacuum competes with applications for the disk.',
  },
  {
    settings: ['bgwriter_*', 'backend_flush_after', '*io_concurrency', 'io_*'],
    watches: ['statement time', 'checkpoint requests'],
    minutes: 15,
    because: 'Reads and writes reach the disk in a different way.',
  },
  {
    settings: ['log_*', 'track_*', 'compute_query_id', 'pg_stat_statements.*', 'auto_explain.*'],
    watches: ['statement time', 'waiting sessions'],
    minutes: 10,
    because: 'Counting and logging more costs every statement a little.',
  },
  {
    settings: ['*'],
    watches: ['statement time', 'rollbacks', 'connections'],
    minutes: 15,
    because: 'When something goes wrong, statements get slow, fail, or hold on to connections.',
  },
]

const MB = 1_048_576

/**
 * Bounds from below keep noise out: under half a millisecond the way to the server takes longer than a statement;
 * PostgreSQL itself complains of checkpoints less than checkpoint_warning apart, 30 s by default.
 */
const limits: Readonly<Record<Exclude<Watched, 'statement time'>, Limit>> = {
  rollbacks: { metric: 'rollbacks', factor: 2, above: 0.05, least: 200 },
  'temporary files': { metric: 'temporary files', factor: 2, above: 4 * MB, least: 10 },
  'waiting sessions': { metric: 'waiting sessions', factor: 3, above: 5, least: 2 },
  connections: { metric: 'connections', factor: null, above: 0.9, least: 2 },
  'checkpoint requests': { metric: 'checkpoint requests', factor: 2, above: 1, least: 30 },
  'replication lag': { metric: 'replication lag', factor: 3, above: 64 * MB, least: 2 },
  WAL: { metric: 'WAL', factor: 2, above: 4 * MB, least: 10 },
}

export interface ClusterTraffic {
  /** The heaviest statements of the applications; empty where no statements can be read. */
  readonly queryids: readonly string[]
  readonly replicas: boolean
}

export interface SuggestedGuard {
  readonly guard: Guard
  /** A sentence for each kind of setting. */
  readonly because: readonly string[]
}

/** Several settings at once: all limits, and the minutes of the slowest setting. */
export const guardFor = (
  settings: readonly string[],
  traffic: ClusterTraffic,
): SuggestedGuard | null => {
  const chosen = [...new Set(settings.flatMap(setting => lineOf(setting) ?? []))]
  const metrics = new Set(chosen.flatMap(({ watches }) => watches))
  const watches = [...metrics].flatMap(metric => limitOn(metric, traffic) ?? [])
  if (watches.length === 0) return null
  const minutes = Math.max(...chosen.map(line => line.minutes))
  return {
    guard: { minutes, watches, onSilence: 'ask' },
    because: chosen.map(({ because }) => because),
  }
}

const lineOf = (setting: string): Line | undefined =>
  lines.find(line => line.settings.some(pattern => fits(pattern, setting.toLowerCase())))

const fits = (pattern: string, setting: string): boolean => {
  if (pattern.startsWith('*')) return setting.endsWith(pattern.slice(1))
  return pattern.endsWith('*') ? setting.startsWith(pattern.slice(0, -1)) : setting === pattern
}

const limitOn = (metric: Watched, { queryids, replicas }: ClusterTraffic): Limit | undefined => {
  if (metric === 'replication lag' && !replicas) return undefined
  if (metric !== 'statement time') return limits[metric]
  if (queryids.length === 0) return undefined
  const label =
    queryids.length === 1 ? 'the heaviest statement' : `the ${queryids.length} heaviest statements`
  return { metric, queryids, label, factor: 1.5, above: 0.5, least: 50 }
}
