/** The place of an index change. Names come from the catalogue: plain for queries, quoted for statements. */
export interface IndexPlace {
  readonly node: string
  readonly database: string
  /** Owner of the table. */
  readonly role: string
  readonly schema: string
  readonly name: string
  /** `public.users_email_idx`. */
  readonly quoted: string
  readonly tableOid: string
}
