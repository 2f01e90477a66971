/** Takes back what a run did: its undo actions, in reverse, as a plan like any other. */
import type { View } from '#cluster/view'
import type { Parts } from '#engine/parts'
import type { Plan } from '#engine/plan'
import type { PlanBody, Prepared, Step } from '#engine/playbook'
import { type Refusal, refusal } from '#engine/refusal'
import { journalOf } from '#store/journal'
import { findPlan } from '#store/plans'
import { findRun } from '#store/runs'

/** The steps that a run really did, each with the way back. */
const takenSteps = async (
  parts: Parts,
  run: string,
): Promise<{ plan: Plan; steps: Step[] } | undefined> => {
  const row = await findRun(parts.store, run)
  const found = row && (await findPlan(parts.store, row.plan_id))
  if (!found || found.outcome !== 'succeeded') return undefined
  const plan = found.body as unknown as Plan
  const journal = await journalOf(parts.store, run)
  const done = new Set(journal.filter(({ kind }) => kind === 'done').map(({ step }) => step))
  return { plan, steps: plan.steps.filter((step, index) => done.has(index) && step.undo) }
}

export const draftUndo = async (
  parts: Parts,
  view: View,
  run: string,
): Promise<Prepared | Refusal> => {
  const taken = await takenSteps(parts, run)
  if (!taken || taken.steps.length === 0) {
    return refusal(
      `Run ${run} left nothing that can be taken back.`,
      'Look at it with `/pg run show`.',
    )
  }
  for (const step of taken.steps) {
    const state = await stateOf(view, step)
    if (state !== 'present') return refusal(alreadyGone(step), 'Nothing needs to be undone.')
  }
  return {
    kind: 'prepared',
    body: undoBody(taken.plan, taken.steps),
    guard: null,
    measure: taken.plan.measure,
  }
}

const stateOf = async (view: View, { action }: Step): Promise<string | undefined> => {
  const node = view.nodes.find(({ name }) => name === action.node)
  if (!node || !action.state) return undefined
  const [row] = await node.reader.read<{ state: string }>(action.state.text, action.state.values)
  return row?.state
}

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
