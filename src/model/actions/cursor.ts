/** How far an action in pieces has come: kept in the control database before each piece commits. */

/** A key as text, a value for each of its columns. */
export type KeyText = readonly string[]

export interface KeyColumn {
  /** Quoted. */
  readonly column: string
  /** As format_type has it, without a modifier. */
  readonly type: string
}

export interface Cursor {
  /** From the first key to the last, fixed when the first piece begins; null for an empty table. */
  readonly range: { readonly first: KeyText; readonly last: KeyText } | null
  /** Certainly committed; null before the first piece. */
  readonly done: Far | null
  /** Committed if the transaction committed; null between two pieces. */
  readonly next: OpenPiece | null
  /** The server of the newest piece; null before the first piece. */
  readonly server: ServerLife | null
  /** Whether no key of the range is left. */
  readonly finished: boolean
}

export interface Far {
  /** The last key, inclusive. */
  readonly upTo: KeyText
  readonly rows: number
  readonly pieces: number
}

export interface OpenPiece {
  readonly reaches: Far
  /** The full transaction id, as pg_current_xact_id tells. */
  readonly transaction: string
}

/** From a start of a server to a stop, a crash or a failover: so long a transaction id means one transaction. */
export interface ServerLife {
  readonly timeline: number
  readonly start: string
}
