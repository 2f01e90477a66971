/** The advisory locks of the control database, one list: two of one number would wait for each other. */
export const advisoryLocks = {
  /** Held while migrations run. */
  migration: 7_240_118,
  /** Held while claims are taken or given back. */
  claims: 7_240_119,
  /**
   * Held from an entry of the record to the end of its transaction, so that the chain never forks. Taken after
   * every other lock of the transaction: a row locked after this one could be held by somebody who waits here.
   */
  chain: 7_240_120,
  /** Held for as long as a process is the one that posts. */
  leadership: 7_240_130,
  /** Held while a change of the configuration is compared and recorded. */
  configuration: 7_240_131,
  /** Held while a plan is compared with those that wait. */
  samePlan: 7_240_132,
} as const
