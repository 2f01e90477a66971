/** Leftovers of a run: steps that could not be put back, and the remains of an interrupted action. */
import { kindOf } from '#model/action'
import type { ActionState } from '#model/actions/action-kind'
import type { LeftOver } from '#model/change'
import type { JournalEntry } from '#model/journal'
import { type Plan, type Step, type TitledAction, wayBackTitle } from '#model/plan'

/** Reads from the journal where, as which role and by which statement a step could not be put back. */
export const leftOver = (
  { steps }: Pick<Plan, 'steps'>,
  journal: readonly JournalEntry[],
): readonly Omit<LeftOver, 'values'>[] =>
  steps.flatMap(({ action }, step) => {
    const last = journal.findLast(
      entry => entry.step === step && (entry.kind === 'undone' || entry.kind === 'undo failed'),
    )
    const text = last?.kind === 'undo failed' ? last.detail['statement'] : undefined
    const { place, role } = kindOf(action).show(action)
    return typeof text === 'string' ? [{ step, place, role, text }] : []
  })

/** The cleanup of a step's action for this state; undefined where none is needed. */
export const cleanupOf = (step: Step, state: ActionState | undefined): TitledAction | undefined => {
  const action = state && kindOf(step.action).mend(step.action, state)
  return action && { title: wayBackTitle(step), action }
}

/** Whether the step's action has a cleanup for any state. */
export const hasCleanup = (step: Step): boolean =>
  (['partial', 'untidy'] as const).some(state => cleanupOf(step, state) !== undefined)
