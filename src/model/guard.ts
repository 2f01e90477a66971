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

/** The guard of a change: a metric that must not get worse, and for how long. */
export interface Guard {
  readonly metric: 'statement mean time'
  readonly queryids: readonly string[]
  readonly factor: number
  readonly minutes: number
}
