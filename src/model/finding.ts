/** A finding of the monitor: a statement worth changing, with the command that would help. */
export interface Finding {
  /** The same for the same thing in every process and after a restart. */
  readonly key: string
  readonly cluster: string
  /** "User search": the tag of the first caller, which may not be the others'. */
  readonly label: string
  /** The statement on a line, without any value. */
  readonly shape: string
  readonly meanMs: number
  /** Share of the database's time over the window, 0 to 1. */
  readonly share: number
  /** Rows of the table read for each call, on average. */
  readonly rowsRead: number
  readonly rowsReturned: number
  readonly calls: number
  /** Length of the window in seconds. */
  readonly seconds: number
  /** `index create table=users columns=lower(email) where=active cluster=shop`. */
  readonly command: string
  /** Why it is not known whether the planner would use the index; null where that is known. */
  readonly unchecked: string | null
  /** The heaviest statements of the window, for the chart. */
  readonly heaviest: readonly {
    readonly label: string
    readonly share: number
    readonly own: boolean
  }[]
}

/** The shape and figures of a statement that was found before, by now. */
export interface Resolved {
  readonly label: string
  readonly shape: string
  readonly meanMs: number
  /** The mean of the finding; null where the finding is of a different process. */
  readonly reportedMs: number | null
  readonly share: number
  readonly calls: number
  readonly seconds: number
}

/** What a report says that is not over. */
export interface OpenReport {
  readonly kind: 'finding' | 'setting'
  /** The command that a finding offers, or the id of its statement; the name of a setting. */
  readonly subject: string
  /** `2026-11-30`. */
  readonly day: string
}

/** Looks for a statement worth a person's attention. */
export interface Detector {
  /** Null when no statement needs attention, undefined while too little traffic was seen. */
  look(): Promise<Finding | null | undefined>
  /**
   * By the key of a finding: the figures of the last look, where the mean fell far below the mean of the finding, in a
   * window of which no part lies before the fall; else undefined.
   */
  resolved(key: string): Resolved | undefined
}
