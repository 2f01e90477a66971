/** Whether a run holds: the done pieces are kept, and the run goes on later. */
import { sinceParked } from '#engine/run/journal/since-parked'
import type { JournalEntry } from '#model/journal'

export const isHeld = ({ journal }: { readonly journal: readonly JournalEntry[] }): boolean =>
  heldEntry(journal) !== undefined

/** The entry that the run holds by; undefined when the run goes on. */
export const heldEntry = (journal: readonly JournalEntry[]): JournalEntry | undefined => {
  const last = sinceParked(journal).findLast(({ kind }) => kind === 'held' || kind === 'resumed')
  return last?.kind === 'held' ? last : undefined
}
