/** The record as a caller writes it: an intent fails closed, an outcome may wait in a local spool. */
import type { Store } from '#store/store'

export interface Recorder {
  append(kind: string, entry: RecordEntry, tx?: Store): Promise<void>
  /** Appends several entries at once, in the order given. */
  appendAll(all: readonly NamedEntry[], tx: Store): Promise<void>
  appendOutcome(kind: string, entry: RecordEntry): Promise<void>
  /** Puts the old anchors aside, and records that, after a person has looked at a restored record. */
  startAfresh(person: string): Promise<void>
}

export interface RecordEntry {
  readonly actor: string
  readonly subject: Readonly<Record<string, unknown>>
  readonly detail: Readonly<Record<string, unknown>>
}

export interface NamedEntry extends RecordEntry {
  readonly kind: string
}
