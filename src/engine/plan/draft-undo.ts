/**
 * Drafts the undo of a run as a plan like any other: of all steps, or once more of the steps that could not
 * be put back.
 */

import { isGuardsUndo } from '#engine/guard/author'
import type { Parts } from '#engine/parts'
import { followPrimary } from '#engine/plan/follow-primary'
import { withinDone } from '#engine/plan/within-done'
import { keptSteps } from '#engine/run/journal/kept-steps'
import { cleanupOf, leftOver } from '#engine/run/journal/left-over'
import { outputsIn, unheardIn } from '#engine/run/journal/outputs'
import { sinceParked } from '#engine/run/journal/since-parked'
import { planIn, readJournal } from '#engine/show/read-rows'
import { toldEnd } from '#engine/show/told-end'
import { type Action, kindOf } from '#model/action'
import type { ActionState } from '#model/actions/action-kind'
import { driverOf } from '#model/actions/driver'
import { resolved } from '#model/actions/outputs'
import { piecesOf } from '#model/actions/pieces'
import type { JournalEntry } from '#model/journal'
import type { Plan, Risk, Step } from '#model/plan'
import type { AnyPlaybook, Prepared } from '#model/playbook'
import { isRefusal, type Refusal, refusal } from '#model/refusal'
import type { View } from '#model/view'
import type { Failure } from '#src/errors'
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
  const journal = await readJournal(parts.store, run)
  const planned = await withinDone(parts.store, { run, journal }, planIn(found))
  if (isRefusal(planned)) return planned
  // The undo is another plan with other steps: values take the place of references.
  const plan = { ...planned, steps: resolved(planned.steps, outputsIn(journal)) }
  const playbook = parts.playbooks.get(plan.playbook)
  const { outcome } = toldEnd(found, row, journal)
  if (outcome === 'succeeded' && isGuardsUndo(plan)) return neverUnwatched(plan)
  const done =
    outcome === 'succeeded'
      ? doneSteps(plan, journal, playbook)
      : keptSteps(plan, journal).flatMap(({ step }) => (step.undo ? step : []))
  const made =
    outcome === 'succeeded' || done.length > 0
      ? await undoDone(parts, view, plan, done, { run, journal })
      : await putBack(parts, view, plan, journal)
  if (isRefusal(made)) return made
  const drafted = await judged(playbook, view, made)
  return isRefusal(drafted) ? drafted : withRisk(drafted, await riskAgain(parts, plan))
}

/** The risk of the change that an undo of `plan` makes again; undefined where `plan` is no undo. */
const riskAgain = async ({ store }: Parts, { undoes }: Plan): Promise<Risk | undefined> => {
  const run = undoes === null ? undefined : await findRun(store, undoes)
  const first = run && (await findPlan(store, run.plan_id))
  return first && planIn(first).risk
}

const withRisk = (drafted: Prepared, risk: Risk | undefined): Prepared =>
  risk === undefined ? drafted : { ...drafted, body: { ...drafted.body, risk } }

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
  parts: Parts,
  view: View,
  plan: Plan,
  done: readonly Step[],
  { run, journal }: { readonly run: string; readonly journal: Journal },
): Promise<Prepared | Refusal> => {
  const steps = done.map(step => followPrimary(step, plan.target, view))
  if (steps.length === 0) return nothingLeft(run)
  const unheard = unheardIn(steps, journal)
  if (unheard) return cannotUndo(plan, unheard)
  for (const step of steps) {
    const { node } = kindOf(step.action).place(step.action)
    if (view.unreachable.some(({ name }) => name === node)) return silent(step, node)
    // The checkpoints of the run tell how far an action in pieces came.
    if (piecesOf(step.action)) continue
    const state = await stateAt(parts, view, step.action)
    if (state === 'absent') return refusal(alreadyGone(step), 'There is nothing to undo.')
    if (state !== 'present') return refusal(inPart(step), 'Look at it, and ask again.')
  }
  const back = steps
    .toReversed()
    .flatMap(({ undo, title, action, effects }) =>
      undo ? [wayBack(undo, { title, action, effects })] : [],
    )
  return prepared(plan, undoTitle(plan.headline), back, plan.measure)
}

/** `Undo “…”`, and `Redo “…”` for the undo of an undo: the change stays quoted once. */
export const undoTitle = (headline: string): string => {
  const [, verb, change = headline] = backOrForth.exec(headline) ?? []
  return `${verb === 'Undo' ? 'Redo' : 'Undo'} “${change}”`
}

const backOrForth = /^(Undo|Redo) “(.+)”$/s

/** A title such as `Undo “…”` has quotes already. */
const quoted = (headline: string): string =>
  backOrForth.test(headline) ? headline : `“${headline}”`

/** The steps whose undo failed, in reverse. */
const putBack = async (
  parts: Parts,
  view: View,
  plan: Plan,
  journal: Journal,
): Promise<Prepared | Refusal> => {
  const steps: Step[] = []
  const left = leftOver(plan, journal)
  const unheard = unheardIn(
    left.map(({ step }) => plan.steps[step] ?? {}),
    journal,
  )
  if (unheard) return cannotUndo(plan, unheard)
  for (const { step: index } of left.toReversed()) {
    const planned = plan.steps[index]
    const step = planned && followPrimary(planned, plan.target, view)
    const back = step && remaining(step, await stateAt(parts, view, step.action))
    if (back) steps.push(back)
  }
  return steps.length === 0
    ? refusal(
        `Nothing is left of ${quoted(plan.headline)}: somebody put it back since.`,
        'Nothing more is needed.',
      )
    : prepared(plan, `Put back what is left of ${quoted(plan.headline)}`, steps, null)
}

/** An absent effect is back already; a half-done effect goes by the cleanup of the action. */
const remaining = (step: Step, state: ActionState): Step | undefined => {
  if (state === 'absent') return undefined
  const { undo } = step
  const cleanup = cleanupOf(step, state)
  if (cleanup) return { ...cleanup, effects: undo?.effects ?? [], onFailure: 'undo', undo: null }
  return undo ? wayBack(undo, null) : undefined
}

const wayBack = (undo: Undo, forth: Undo | null): Step => ({
  ...undo,
  // Where the state can be seen the leftovers are known; otherwise a person has to look.
  onFailure: kindOf(undo.action).isSeen(undo.action) ? 'undo' : 'ask',
  undo: forth,
})

const stateAt = (parts: Parts, view: View, action: Action): Promise<ActionState> =>
  driverOf(parts.drivers, action).observe(action, view)

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

const cannotUndo = ({ headline }: Plan, { message }: Failure): Refusal =>
  refusal(
    `${quoted(headline)} cannot be taken back by Howdah. ${message}`,
    'Look at what it did with `run show`, and put it back by hand.',
  )

const neverUnwatched = ({ id, undoes }: Plan): Refusal =>
  refusal(
    `${id} took back a change that was guarded. Undone, it would make that change again, with nothing that watches it.`,
    `Ask for the change itself once more, which is guarded again: \`run show ${undoes ?? ''}\` has its words.`,
  )

const nothingLeft = (run: string): Refusal =>
  refusal(`Run ${run} left nothing to undo.`, 'Look at it with `run show`.')

const notSigned = (run: string): Refusal =>
  refusal(
    `The steps of run ${run} are not signed by Howdah: it is from before Howdah signed what it stores, or somebody changed it since.`,
    'Ask for the opposite change by its own command.',
  )

const silent = (step: Step, node: string): Refusal =>
  refusal(
    `${node} does not answer, so nobody can tell from here whether "${step.title}" is in place.`,
    `Ask again when ${node} answers. If it is gone for good, nothing is left there to undo.`,
  )

const alreadyGone = (step: Step): string =>
  `"${step.title}" is no longer in place: somebody changed or removed it since.`

const inPart = (step: Step): string =>
  `"${step.title}" is in place in part, or cannot be judged right now.`
