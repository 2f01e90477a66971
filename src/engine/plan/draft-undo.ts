/**
 * Drafts the undo of a run as a plan like any other: of all steps, or once more of the steps that could not
 * be put back.
 */

import type { Parts } from '#engine/parts'
import { followPrimary } from '#engine/plan/follow-primary'
import { cleanupOf, leftOver } from '#engine/run/journal/left-over'
import { sinceParked } from '#engine/run/journal/since-parked'
import { planIn, readJournal } from '#engine/show/read-rows'
import type { ActionState, SqlAction } from '#model/action'
import type { JournalEntry } from '#model/journal'
import { type Plan, type Step } from '#model/plan'
import type { AnyPlaybook, Prepared } from '#model/playbook'
import { isRefusal, type Refusal, refusal } from '#model/refusal'
import type { View } from '#model/view'
import { findPlan } from '#store/plans'
import { findRun } from '#store/runs'

type Journal = readonly JournalEntry[]
type Undo = NonNullable<Step['undo']>

export const draftUndo = async (
  parts: Parts,
  view: View,
  run: string,
): Promise<Prepared | Refusal> => {
  const row = await findRun(parts.store, run)
  const found = row && (await findPlan(parts.store, row.plan_id))
  if (!found) return nothingLeft(run)
  if (found.genuine !== 'genuine') return notSigned(run)
  const plan = planIn(found)
  const journal = await readJournal(parts.store, run)
  const playbook = parts.playbooks.get(plan.playbook)
  const made =
    found.outcome === 'succeeded'
      ? await undoDone(view, plan, doneSteps(plan, journal, playbook), run)
      : await putBack(view, plan, journal)
  return isRefusal(made) ? made : judged(playbook, view, made)
}

/** The steps that the run really did and that have an undo. */
const doneSteps = (
  plan: Plan,
  journal: Journal,
  playbook: AnyPlaybook | undefined,
): readonly Step[] => {
  const done = new Set(
    sinceParked(journal)
      .filter(({ kind }) => kind === 'done')
      .map(({ step }) => step),
  )
  const steps = plan.steps.filter((step, index) => done.has(index) && step.undo)
  return playbook?.undoes(steps) ?? steps
}

/** Takes back `done`, in reverse. */
const undoDone = async (
  view: View,
  plan: Plan,
  done: readonly Step[],
  run: string,
): Promise<Prepared | Refusal> => {
  const steps = done.map(step => followPrimary(step, plan.target, view))
  if (steps.length === 0) return nothingLeft(run)
  for (const step of steps) {
    const state = await stateAt(view, step.action)
    if (state !== 'present') return refusal(alreadyGone(step), 'There is nothing to undo.')
  }
  const back = steps
    .toReversed()
    .flatMap(({ undo, title, action, effects }) =>
      undo ? [wayBack(undo, { title, action, effects })] : [],
    )
  return prepared(plan, `Undo “${plan.headline}”`, back, plan.measure)
}

/** The steps whose undo failed, in reverse. */
const putBack = async (view: View, plan: Plan, journal: Journal): Promise<Prepared | Refusal> => {
  const steps: Step[] = []
  for (const { step: index } of leftOver(plan, journal).toReversed()) {
    const planned = plan.steps[index]
    const step = planned && followPrimary(planned, plan.target, view)
    const back = step && remaining(step, await stateAt(view, step.action))
    if (back) steps.push(back)
  }
  return steps.length === 0
    ? refusal(
        `Nothing is left of “${plan.headline}”: somebody put it back since.`,
        'Nothing more is needed.',
      )
    : prepared(plan, `Put back what is left of “${plan.headline}”`, steps, null)
}

/** An absent effect is back already; a half-done effect goes by the cleanup of the action. */
const remaining = (step: Step, state: ActionState | undefined): Step | undefined => {
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
  return undo ? wayBack(undo, null) : undefined
}

/** The action's state query, turned around for the cleanup: the cleanup is absent while leftovers exist. */
const cleanedUp = (question: string): string =>
  `select case when state in ('partial', 'untidy') then 'absent' else 'present' end as state from (${question}) asked`

const wayBack = (undo: Undo, forth: Undo | null): Step => ({
  ...undo,
  // With a state query the leftovers are known; without a query a person has to look.
  onFailure: undo.action.state ? 'undo' : 'ask',
  undo: forth,
})

/** The state of an action at the target; undefined without a state query. */
const stateAt = async (view: View, action: SqlAction): Promise<ActionState | undefined> => {
  const node = view.nodes.find(({ name }) => name === action.node)
  if (!node || !action.state) return undefined
  const [row] = await node.reader.read<{ state: ActionState }>(
    action.state.text,
    action.state.values,
  )
  return row?.state
}

const prepared = (
  { claims }: Plan,
  headline: string,
  steps: readonly Step[],
  measure: Prepared['measure'],
): Prepared => ({
  kind: 'prepared',
  body: { headline, steps, claims, estimates: [], notes: [] },
  guard: null,
  measure,
})

/** The playbook adds the figures, notes and refusals that any other plan of this kind would have. */
const judged = async (
  playbook: AnyPlaybook | undefined,
  view: View,
  made: Prepared,
): Promise<Prepared | Refusal> => {
  const meets = await playbook?.undoing(view, made.body.steps)
  if (meets === undefined) return made
  if (isRefusal(meets)) return meets
  const { steps = made.body.steps, estimates, notes, after } = meets
  return { ...made, body: { ...made.body, steps: [...steps, ...after], estimates, notes } }
}

const nothingLeft = (run: string): Refusal =>
  refusal(`Run ${run} left nothing that can be taken back.`, 'Look at it with `run show`.')

const notSigned = (run: string): Refusal =>
  refusal(
    `The steps of run ${run} are not signed by Howdah: it is from before Howdah signed what it stores, or somebody changed it since.`,
    'Ask for the opposite change by its own command.',
  )

const alreadyGone = (step: Step): string =>
  `"${step.title}" is not in place any more: somebody changed or removed it since.`
