/** What to read before and after, from the application's own traffic. */
export interface Measure {
  readonly kind: 'statements'
  /** pg_stat_statements queryids, as text. */
  readonly queryids: readonly string[]
  /** What people call it: "User search". */
  readonly label: string
  /** Calls after the change that are waited for until the deadline; each figure says of how many calls it is. */
  readonly calls: number
}

/** What must not get worse after a change, for how long; watched by the engine. */
export interface Guard {
  readonly metric: 'statement mean time'
  readonly queryids: readonly string[]
  readonly factor: number
  readonly minutes: number
}
