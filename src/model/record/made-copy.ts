/** A copy of rows that Howdah made, by the signed rows of the plan and the run. */
export interface MadeCopy {
  /** Quoted. */
  readonly schema: string
  /** Quoted, without the schema. */
  readonly table: string
  /** The owner of the table, in the clone and here. */
  readonly owner: string
  /** The table of the clone that the rows came from: quoted, with the schema. */
  readonly source: string
}
