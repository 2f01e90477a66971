/** The advisory locks of the control database in a single list: equal numbers would wait for each other. */
export const advisoryLocks = {
  /** Held while migrations run. */
  migration: 7_240_118,
  /** Held while claims are taken or given back. */
  claims: 7_240_119,
  /**
   * Held from an entry of the record to the end of the transaction, so that the chain never forks. Taken
   * after every other lock of the transaction: a row locked later could be held by a session that waits
   * here.
   */
  chain: 7_240_120,
  /** Held while a process is the posting process. */
  leadership: 7_240_130,
  /** Held while a change of the configuration is compared and recorded. */
  configuration: 7_240_131,
  /** Held while a plan is compared with waiting plans. */
  samePlan: 7_240_132,
  /** Held while a freeze is looked for and set or lifted. */
  freezes: 7_240_133,
  /** Held while an anchor file is compared, mended or written. */
  anchors: 7_240_134,
  /** Held while a schedule is changed. */
  schedules: 7_240_135,
  /** Held while people agree on entries of the record to remove. */
  pruning: 7_240_140,
  /** Held, for a person, while a code is compared or an enrolment is decided about. */
  codes: 7_240_137,
  /** Held, for a standing approval, while people decide about the approval and while a slot uses the approval. */
  standing: 7_240_138,
  /** Held while a clone gets a new revision. */
  clones: 7_240_139,
  /** Held while a slot of a schedule gets its plan. */
  slotPlan: 7_240_136,
  /** Held, for a PgBouncer, while readers are led to other nodes. */
  readers: 7_240_141,
} as const
