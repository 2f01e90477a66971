/** Takes back what a run did: its undo actions, in reverse, as a plan like any other. */
import { entryOf } from '#engine/journal/entry'
import { sinceParked } from '#engine/journal/since-parked'
import type { Parts } from '#engine/parts'
import { draftPutBack } from '#engine/plan/draft-put-back'
import { followPrimary } from '#engine/plan/follow-primary'
import { stateAt } from '#engine/plan/state-at'
import type { Plan, PlanBody, Step } from '#model/plan'
import type { AnyPlaybook, Prepared } from '#model/playbook'
import { isRefusal, type Refusal, refusal } from '#model/refusal'
import type { View } from '#model/view'
import { journalOf } from '#store/journal'
import { findPlan } from '#store/plans'
import { findRun } from '#store/runs'

export const draftUndo = async (
  parts: Parts,
  view: View,
  run: string,
): Promise<Prepared | Refusal> => {
  const row = await findRun(parts.store, run)
  const found = row && (await findPlan(parts.store, row.plan_id))
  if (!found) return nothingLeft(run)
  const plan = found.body as unknown as Plan
  const journal = (await journalOf(parts.store, run)).map(entryOf)
  const playbook = parts.playbooks.get(plan.playbook)
  if (found.outcome !== 'succeeded')
    return judged(playbook, view, await draftPutBack(view, plan, journal))
  // The steps that the run really did, each with the way back.
  const done = new Set(
    sinceParked(journal)
      .filter(({ kind }) => kind === 'done')
      .map(({ step }) => step),
  )
  const steps = plan.steps
    .filter((step, index) => done.has(index) && step.undo)
    .map(step => followPrimary(step, plan.target, view))
  if (steps.length === 0) return nothingLeft(run)
  for (const step of steps) {
    const state = await stateAt(view, step.action)
    if (state !== 'present') return refusal(alreadyGone(step), 'Nothing needs to be undone.')
  }
  return judged(playbook, view, {
    kind: 'prepared',
    body: undoBody(plan, steps),
    guard: null,
    measure: plan.measure,
  })
}

/** With the figures, notes and refusals that any other plan of this kind would have. */
const judged = async (
  playbook: AnyPlaybook | undefined,
  view: View,
  made: Prepared | Refusal,
): Promise<Prepared | Refusal> => {
  if (isRefusal(made)) return made
  const meets = await playbook?.undoing(view, made.body.steps)
  if (meets === undefined) return made
  if (isRefusal(meets)) return meets
  const { estimates, notes, after } = meets
  return {
    ...made,
    body: { ...made.body, steps: [...made.body.steps, ...after], estimates, notes },
  }
}

const nothingLeft = (run: string): Refusal =>
  refusal(`Run ${run} left nothing that can be taken back.`, 'Look at it with `run show`.')

const alreadyGone = (step: Step): string =>
  `"${step.title}" is not in place any more: somebody changed or removed it since.`

const undoBody = (plan: Plan, steps: readonly Step[]): PlanBody => ({
  headline: `Undo “${plan.headline}”`,
  steps: steps.toReversed().flatMap(step => (step.undo ? [reversed(step, step.undo)] : [])),
  claims: plan.claims,
  estimates: [],
  notes: [],
})

const reversed = (step: Step, undo: NonNullable<Step['undo']>): Step => ({
  title: undo.title,
  action: undo.action,
  effects: undo.effects,
  // With a question to ask, what is left is known; without one a person has to look.
  onFailure: undo.action.state ? 'undo' : 'ask',
  undo: { title: step.title, action: step.action, effects: step.effects },
})
