/** A reading of a whole backup by a signed run. */
export interface VerifiedBackup {
  readonly backup: string
  /** SHA-256 of the backup's manifest, in hex: a later backup of the same name is another one. */
  readonly manifest: string
  /** ISO time of the end of the step, never before the plan. */
  readonly at: string
  readonly run: string
  /** Null where every byte was as it should be; else what was wrong, in sentences. */
  readonly wrong: string | null
}
