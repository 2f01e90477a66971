/** A parked run begins anew: earlier entries are put back, and decide nothing any more. */
import type { JournalEntry } from '#model/journal'

export const sinceParked = (journal: readonly JournalEntry[]): readonly JournalEntry[] =>
  journal.slice(journal.findLastIndex(({ kind }) => kind === 'parked') + 1)

/** Whether any step of the plan may have been done. */
export const hasBegun = ({ journal }: { readonly journal: readonly JournalEntry[] }): boolean =>
  sinceParked(journal).some(({ kind }) => kind === 'intent')
