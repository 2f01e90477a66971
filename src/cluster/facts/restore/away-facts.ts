/** A cluster that does not answer, by its repository. */
export interface AwayFacts {
  /** Why no node answers, in sentences. */
  readonly because: string
  /** Whether the backups are in pgBackRest, where the server is asked for the size of files. */
  readonly isOfStanza: boolean
  /** The last commit in the newest archived WAL; null where the newest files have none. */
  readonly newest: { readonly xid: number | null; readonly at: string } | null
  /** The LSN at which the archived WAL ends; null where no WAL was read. */
  readonly read: { readonly to: string } | null
}
