/** A partition that Howdah detached, by the signed rows of the plan and the run. */
export interface DetachedPart {
  /** Quoted, with its schema. */
  readonly table: string
  /** The table's oid: a later table of the same name is not the partition. */
  readonly oid: string
  /** The partitioned table, quoted. */
  readonly parent: string
  /** ISO time of the end of the step, never before the plan. */
  readonly at: string
  readonly run: string
  /** The input of the approved plan. */
  readonly input: Readonly<Record<string, unknown>>
}
