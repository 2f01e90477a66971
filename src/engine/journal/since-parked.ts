/** A run that was parked begins anew: what came before is put back, and decides nothing any more. */
import type { JournalEntry } from '#model/journal'

export const sinceParked = (journal: readonly JournalEntry[]): readonly JournalEntry[] =>
  journal.slice(journal.findLastIndex(({ kind }) => kind === 'parked') + 1)
