/** What a run leaves behind: what it could not put back, and what an interruption leaves of an action. */
import type { ActionState } from '#model/action'
import type { LeftOver } from '#model/change'
import type { JournalEntry } from '#model/journal'
import { type Plan, type Step, type TitledAction, wayBackTitle } from '#model/plan'

/** From the journal: where, as whom and by which statement it could not be put back. */
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

/** What a step's action itself cleans up with in this state; undefined where there is nothing to clean up. */
export const cleanupOf = (step: Step, state: ActionState | undefined): TitledAction | undefined => {
  const { action } = step
  const statement = state === 'partial' ? action.repair : state === 'untidy' ? action.tidy : null
  if (statement === null) return undefined
  return {
    title: wayBackTitle(step),
    action: { ...action, statement, values: [], repair: null, tidy: null },
  }
}
