import type { JournalEntry } from '#model/journal'
import type { CheckpointOf } from '#store/pieces/checkpoints'

/** A run that has parked begins anew, so earlier cursors count no more. */
export const checkpointOf = (
  { run, journal }: { readonly run: string; readonly journal: readonly JournalEntry[] },
  step: number,
  way: CheckpointOf['way'],
): CheckpointOf => ({
  run,
  step,
  way,
  round: journal.filter(({ kind }) => kind === 'parked').length,
})
