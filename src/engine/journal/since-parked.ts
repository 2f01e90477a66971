/** A run that was parked begins anew: what came before is put back, and decides nothing any more. */
import type { JournalEntry } from '#model/journal'

export const sinceParked = (journal: readonly JournalEntry[]): readonly JournalEntry[] =>
  journal.slice(journal.findLastIndex(({ kind }) => kind === 'parked') + 1)

/** Whether anything of the plan may have been done. */
export const hasBegun = ({ journal }: { readonly journal: readonly JournalEntry[] }): boolean =>
  sinceParked(journal).some(({ kind }) => kind === 'intent')
