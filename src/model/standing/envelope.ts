/** An envelope: all that a standing approval allows, as data over the effects of plans. */
import type { Effect } from '#model/effect'

export interface EnvelopeLine {
  readonly change: Effect['change']
  readonly kind: Effect['kind']
  readonly object: ObjectPattern
  /** Objects of one slot. */
  readonly perSlot: number
  /** Objects of a calendar day of the approval's zone, over all slots. */
  readonly perDay: number
  /** Bytes of all objects of one slot; null without a limit. */
  readonly bytes: number | null
  /** The strongest lock on a table in use; null allows none. */
  readonly lock: LockLimit | null
  /** The same for the way back of a step that fails; null allows none. */
  readonly back: LockLimit | null
}

export type ObjectPattern =
  /** The object of that name. */
  | { readonly kind: 'exact'; readonly name: string }
  /** Parts of a table: partitions, indexes. */
  | { readonly kind: 'child-of'; readonly name: string }
  /** Objects of a schema. */
  | { readonly kind: 'in'; readonly name: string }

export interface LockLimit {
  /** In PostgreSQL's words: `SHARE UPDATE EXCLUSIVE`. */
  readonly mode: string
  /** The table besides the object itself; null allows a lock on the object alone. */
  readonly table: string | null
}

export type Envelope = readonly EnvelopeLine[]
