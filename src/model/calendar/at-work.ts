/** When a run was at work, by its journal, and whether that was within a window. */
import type { JournalEntry } from '#model/journal'

export interface AtWork {
  readonly from: Date
  /** Null while the run is at work. */
  readonly to: Date | null
  /** The kind of the entry that ended the work. */
  readonly by: 'held' | 'parked' | 'ended' | null
}

const begins: ReadonlySet<JournalEntry['kind']> = new Set(['intent', 'resumed', 'undo intent'])

/** In order. A run that waits, holds or is parked is not at work. */
export const atWork = (journal: readonly JournalEntry[]): readonly AtWork[] => {
  const found: AtWork[] = []
  let from: Date | null = null
  for (const { kind, at } of journal) {
    if (from === null && begins.has(kind)) from = new Date(at)
    if (from === null || (kind !== 'held' && kind !== 'parked' && kind !== 'ended')) continue
    found.push({ from, to: new Date(at), by: kind })
    from = null
  }
  return from === null ? found : [...found, { from, to: null, by: null }]
}
