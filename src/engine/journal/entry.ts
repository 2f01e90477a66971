import { sinceParked } from '#engine/journal/since-parked'
import type { JournalEntry, JournalKind } from '#model/journal'
import type { JournalRow } from '#store/journal'

export const entryOf = (row: JournalRow): JournalEntry => ({
  seq: row.seq,
  token: Number(row.token),
  kind: row.kind as JournalKind,
  step: row.step,
  detail: row.detail,
  at: row.at.toISOString(),
})

/** Whether anything of the plan may have been done. */
export const hasBegun = ({ journal }: { readonly journal: readonly JournalEntry[] }): boolean =>
  sinceParked(journal).some(({ kind }) => kind === 'intent')
