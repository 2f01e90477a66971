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
