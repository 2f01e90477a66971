/** Tries once more what a run could not put back: its undo actions that failed, as a plan like any other. */
import { cleanupOf, leftOver } from '#engine/journal/left-over'
import { followPrimary } from '#engine/plan/follow-primary'
import { stateAt } from '#engine/plan/state-at'
import type { ActionState } from '#model/action'
import type { JournalEntry } from '#model/journal'
import type { Plan, Step } from '#model/plan'
import type { Prepared } from '#model/playbook'
import { type Refusal, refusal } from '#model/refusal'
import type { View } from '#model/view'

export const draftPutBack = async (
  view: View,
  plan: Plan,
  journal: readonly JournalEntry[],
): Promise<Prepared | Refusal> => {
  const steps: Step[] = []
  for (const { step: index } of leftOver(plan, journal).toReversed()) {
    const planned = plan.steps[index]
    const step = planned && followPrimary(planned, plan.target, view)
    const back = step && wayBack(step, await stateAt(view, step.action))
    if (back) steps.push(back)
  }
  if (steps.length === 0)
    return refusal(
      `Nothing is left of “${plan.headline}”: somebody put it back since.`,
      'Nothing more is needed.',
    )
  const headline = `Put back what is left of “${plan.headline}”`
  const body = { headline, steps, claims: plan.claims, estimates: [], notes: [] }
  return { kind: 'prepared', body, guard: null, measure: null }
}

/** What is absent is back already; what is half done goes by what its action cleans up with. */
const wayBack = (step: Step, state: ActionState | undefined): Step | undefined => {
  const { action, undo } = step
  if (state === 'absent') return undefined
  const cleanup = cleanupOf(step, state)
  if (cleanup && action.state !== null)
    return {
      ...cleanup,
      action: { ...cleanup.action, state: { ...action.state, text: cleanedUp(action.state.text) } },
      effects: undo?.effects ?? [],
      onFailure: 'undo',
      undo: null,
    }
  return undo ? { ...undo, onFailure: undo.action.state ? 'undo' : 'ask', undo: null } : undefined
}

/** The question of the action, asked about its cleanup: while something is left of it that is absent. */
const cleanedUp = (question: string): string =>
  `select case when state in ('partial', 'untidy') then 'absent' else 'present' end as state from (${question}) asked`
