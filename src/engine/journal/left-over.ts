/** What a run could not put back, from its journal: where, as whom, and by which statement. */
import type { LeftOver } from '#model/change'
import type { JournalEntry } from '#model/journal'
import type { Plan } from '#model/plan'

export const leftOver = (
  { steps }: Pick<Plan, 'steps'>,
  journal: readonly JournalEntry[],
): readonly LeftOver[] =>
  steps.flatMap(({ action: { node, database, role } }, step) => {
    const last = journal.findLast(
      entry => entry.step === step && (entry.kind === 'undone' || entry.kind === 'undo failed'),
    )
    const statement = last?.kind === 'undo failed' ? last.detail['statement'] : undefined
    return typeof statement === 'string' ? [{ step, node, database, role, statement }] : []
  })
