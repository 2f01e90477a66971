/** Readings after a change: the measure tells the effect, the guard takes a harmful change back. */

/** The measure of a change: statements of the application's own traffic, read before and after. */
export interface Measure {
  readonly kind: 'statements'
  /** pg_stat_statements queryids, as text. */
  readonly queryids: readonly string[]
  /** The name that people use: "User search". */
  readonly label: string
  /**
   * How many calls after the change to wait for, until the deadline; each figure says its number of calls.
   */
  readonly calls: number
}

/** The guard of a change, part of what is approved: figures that must not get worse, and for how long. */
export interface Guard {
  readonly minutes: number
  readonly watches: readonly Limit[]
  /** At the deadline, where the figures cannot be judged: a guard never takes silence for a good sign. */
  readonly onSilence: 'ask'
}

/** A figure and its limit, for every node that has the figure. A node that breaks a limit breaks the guard. */
export type Limit = (StatementTime | WaitingClients | { readonly metric: NodeMetric }) &
  Bound & {
    /** How much has to be seen before the figure says anything, in the metric's `evidence`. */
    readonly least: number
  }

interface StatementTime {
  readonly metric: 'statement time'
  /** Of the plan's database, as pg_stat_statements names them. */
  readonly queryids: readonly string[]
  /** As it stands behind "Mean time of": `"User search"`, `the 20 heaviest statements`. */
  readonly label: string
}

interface WaitingClients {
  readonly metric: 'waiting clients'
  /** `pooler` is the name of the PgBouncer in the inventory. */
  readonly pool: { readonly pooler: string; readonly database: string }
}

/**
 * The figure may not be over `factor` times the figure before the change, nor over `above`; where both are given,
 * a figure breaks the limit only when it is over both, so that five times next to nothing is no harm.
 */
type Bound =
  | { readonly factor: number; readonly above: number | null }
  | { readonly factor: null; readonly above: number }

/** Each metric with the unit of the figure and the evidence that makes a figure worth judging. */
export const metrics = {
  /** Of each call, on average over the same statements before and after. */
  'statement time': { unit: 'milliseconds', evidence: 'calls' },
  /** The share of the transactions of all databases, 0 to 1. */
  rollbacks: { unit: 'share', evidence: 'transactions' },
  'temporary files': { unit: 'bytes a second', evidence: 'seconds' },
  /** Sessions that wait for a lock. */
  'waiting sessions': { unit: 'sessions', evidence: 'readings' },
  /** Commits that wait for a synchronous replica, each for longer than such a commit takes. */
  'waiting commits': { unit: 'commits', evidence: 'readings' },
  /** The share of the connections that are not kept for superusers, 0 to 1. */
  connections: { unit: 'share', evidence: 'readings' },
  /** Clients of a pool that wait for a server. */
  'waiting clients': { unit: 'clients', evidence: 'readings' },
  /** Checkpoints before their time, mostly for want of room for WAL. */
  'checkpoint requests': { unit: 'checkpoints a minute', evidence: 'seconds' },
  /** WAL that the slowest replica has yet to replay. */
  'replication lag': { unit: 'bytes', evidence: 'readings' },
  WAL: { unit: 'bytes a second', evidence: 'seconds' },
  /** Attempts to archive a file of WAL that failed. */
  'failed archiving': { unit: 'attempts a minute', evidence: 'seconds' },
} as const

export type Metric = keyof typeof metrics

/** Told by the name of the metric alone. */
type NodeMetric = Exclude<Metric, 'statement time' | 'waiting clients'>

export interface Figure {
  readonly metric: Metric
  /** The node that is nearest to the limit, or over the limit. */
  readonly node: string
  /** Null where nothing is known of the time before. */
  readonly was: number | null
  readonly is: number
  readonly sentence: string
}

/** The meaning of the readings since a change. */
export type Judgement =
  | { readonly kind: 'well'; readonly figures: readonly Figure[] }
  | (Figure & { readonly kind: 'breach'; readonly limit: Limit; readonly since: string })
  | {
      readonly kind: 'not measurable'
      readonly because: string
      /** Of the metrics that can be told all the same; left out for none. */
      readonly figures?: readonly Figure[]
    }

/** Reads and judges the metrics of guards. A reading is plain data that can be kept. */
export interface Watcher {
  /** Dated `at`, by the clock of the control database: processes may disagree about the time. */
  read(cluster: string, database: string, watches: readonly Limit[], at: Date): Promise<object>
  /** The reading of a cluster that did not answer at all. */
  silence(at: Date): object
  /**
   * `before` are readings from before the change, two at least, the last right before the change; `since` the first
   * right after the change and any number later. `now` is of the same clock.
   */
  judge(guard: Guard, before: readonly object[], since: readonly object[], now: Date): Judgement
}

/** The requester of a guard's undo. */
export const guardAuthor = 'howdah/guard'

/** Author of the end of a clone whose time is over. */
export const cloneAuthor = 'howdah/clones'
