/** The record as a caller writes it: an intent fails closed, an outcome may wait in a local spool. */
import type { Anchor } from '#audit/head'
import type { Store } from '#store/store'

export interface Recorder {
  append(kind: string, entry: RecordEntry, tx?: Store): Promise<void>
  /** Appends several entries at once, in the order given. */
  appendAll(all: readonly NamedEntry[], tx: Store): Promise<void>
  appendOutcome(kind: string, entry: RecordEntry): Promise<void>
  /** Puts the old anchors aside, and records that, after a person has looked at a restored record. */
  startAfresh(person: string): Promise<void>
  readonly pruning: Pruning
}

/** Before entries are removed. */
export interface Pruning {
  /** The last entry that was written before the time; null when there is none any more. */
  lastBefore(time: Date): Promise<Anchor | null>
  /** Whether a tombstone names this entry as removed. */
  isRemoved(seq: number): Promise<boolean>
  /** Writes the entries up to `last` into a file of this machine. Throws a Failure for a record that does not hold. */
  keep(last: Anchor): Promise<KeptEntries>
}

export interface KeptEntries {
  readonly path: string
  readonly entries: number
  /** Of the file, in hex. */
  readonly sha256: string
}

export interface RecordEntry {
  readonly actor: string
  readonly subject: Readonly<Record<string, unknown>>
  readonly detail: Readonly<Record<string, unknown>>
}

export interface NamedEntry extends RecordEntry {
  readonly kind: string
}
