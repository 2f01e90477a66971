/** A run that was parked begins anew: what came before is put back, and decides nothing any more. */
import type { JournalEntry } from '#engine/change'

export const sinceParked = (journal: readonly JournalEntry[]): readonly JournalEntry[] =>
  journal.slice(journal.findLastIndex(({ kind }) => kind === 'parked') + 1)
