/** What a run could not put back, from its journal: where, as whom, and by which statement. */
import type { JournalEntry, LeftOver } from '#engine/change'
import type { Plan } from '#engine/plan'

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
