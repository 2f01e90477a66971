/** Leftovers of a run: steps that could not be put back, and the remains of an interrupted action. */
import type { ActionState } from '#model/action'
import type { LeftOver } from '#model/change'
import type { JournalEntry } from '#model/journal'
import { type Plan, type Step, type TitledAction, wayBackTitle } from '#model/plan'

/** Reads from the journal where, as which role and by which statement a step could not be put back. */
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

/**
 * The cleanup that a step's action carries for this state; undefined where none is needed. A cleanup is a concurrent
 * statement, also where the action itself waits briefly for its locks.
 */
export const cleanupOf = (step: Step, state: ActionState | undefined): TitledAction | undefined => {
  const { action } = step
  const statement = state === 'partial' ? action.repair : state === 'untidy' ? action.tidy : null
  if (statement === null) return undefined
  return {
    title: wayBackTitle(step),
    action: {
      ...action,
      statement,
      values: [],
      repair: null,
      tidy: null,
      locking: 'concurrent',
    },
  }
}
