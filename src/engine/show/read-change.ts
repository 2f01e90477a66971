/** Reads all that a message shows about a plan. */

import { isGuardsUndo } from '#engine/guard/author'
import { readMeasured } from '#engine/guard/measure'
import { guardOf, isUndecided, revertedBecause } from '#engine/guard/state'
import type { Parts } from '#engine/parts'
import { askedStep } from '#engine/run/journal/asked-step'
import { keptSteps } from '#engine/run/journal/kept-steps'
import { leftOver } from '#engine/run/journal/left-over'
import { outputsIn } from '#engine/run/journal/outputs'
import { findPlanOf, planIn, readJournal } from '#engine/show/read-rows'
import { shownSteps } from '#engine/show/step'
import { readToldEnd, toldEnd } from '#engine/show/told-end'
import type {
  BreakGlass,
  Change,
  LeftOver,
  Origin,
  Progress,
  RunView,
  ShownStep,
} from '#model/change'
import type { JournalEntry } from '#model/journal'
import type { NextStep, Plan } from '#model/plan'
import type { Measured } from '#model/traffic'
import { approvalsOf } from '#store/approvals'
import {
  type BreakGlassRow,
  closedReviewIds,
  findBreakGlass,
  openReviewIds,
} from '#store/break-glass'
import { freezeOver } from '#store/freezes'
import { findUndo, openPlanIds } from '#store/plans'
import { findRunOfPlan, type RunRow } from '#store/runs'
import type { Store } from '#store/store'

export const readChange = async (parts: Parts, id: string): Promise<Change | undefined> => {
  const { store } = parts
  const row = await findPlanOf(store, id)
  if (!row) return undefined
  const plan = planIn(row)
  const [approvals, glass, run, frozen] = await Promise.all([
    approvalsOf(store, row.id),
    findBreakGlass(store, row.id),
    findRunOfPlan(store, row.id),
    freezeOver(store, row.cluster),
  ])
  const journal = run ? await readJournal(store, run.id) : []
  const measured = measuredIn(journal)
  const told = toldEnd(row, run, journal)
  const undo = run ? await readUndo(store, run.id) : undefined
  const undoing = undo && (undo.outcome === null || undo.outcome === 'succeeded')
  const withUndo = plan.steps.filter(step => step.undo)
  const undoes = parts.playbooks.get(plan.playbook)?.undoes(withUndo) ?? withUndo
  const over = told.outcome !== null && undo?.outcome !== 'succeeded'
  const steps = shownSteps(plan.steps, outputsIn(journal))
  const left = over ? leftOver(plan, journal).map(one => withValues(one, steps)) : []
  const guard = guardOf({ plan, journal })
  const reverted = undo?.outcome === 'succeeded' ? revertedBecause(journal) : null
  return {
    plan,
    steps,
    genuine: row.genuine,
    origin: row.genuine === 'forged' ? nowhere : (row.origin as unknown as Origin),
    revision: Number(row.revision),
    state: told.state,
    outcome: reverted === null ? told.outcome : 'reverted',
    ending: reverted ?? told.ending,
    endedAt: told.endedAt,
    approvals: approvals.map(approval => ({ ...approval, at: approval.at.toISOString() })),
    breakGlass: glass ? glassOf(glass) : null,
    reminded: row.reminded_at !== null,
    run: run ? viewOf(run) : null,
    journal,
    asks: run && told.outcome === null ? (askedStep(plan, journal, run) ?? null) : null,
    measured: measured ?? (await readMeasured(parts, plan, false)),
    guard,
    undone: undo ?? null,
    left,
    undoable:
      row.genuine === 'genuine' &&
      !undoing &&
      !isUndecided(guard) &&
      (told.outcome === 'succeeded'
        ? undoes.length > 0 && !isGuardsUndo(plan)
        : left.length > 0 || (over && keptSteps(plan, journal).some(({ step }) => step.undo))),
    next: isUndecided(guard) || undoing || told.outcome !== 'succeeded' ? [] : nextOf(parts, plan),
    frozen: frozen ? { name: frozen.name, reason: frozen.reason } : null,
  }
}

/** Commands as buttons; each plan made by a button follows `plan`. */
const nextOf = ({ playbooks, commands }: Parts, plan: Plan): readonly NextStep[] => {
  if (plan.undoes !== null) return []
  const onlyAnswers = (said: string) =>
    commands.some(({ kind, words }) => kind === 'answer' && said.startsWith(`${words} `))
  const next = playbooks.get(plan.playbook)?.next(plan.input, plan.steps) ?? []
  return next.map(({ command, ...look }) => ({
    ...look,
    command: `${command} cluster=${plan.cluster}${onlyAnswers(command) ? '' : ` follows=${plan.id}`}`,
  }))
}

const readUndo = async (
  store: Store,
  run: string,
): Promise<NonNullable<Change['undone']> | undefined> => {
  const row = await findUndo(store, run)
  return row && { plan: row.id, outcome: (await readToldEnd(store, row)).outcome }
}

/** A cleanup has no values; the undo of the plan may have some. */
const withValues = (left: Omit<LeftOver, 'values'>, steps: readonly ShownStep[]): LeftOver => {
  const undo = steps[left.step]?.undo?.action
  return { ...left, values: undo?.text === left.text ? undo.values : [] }
}

/** A forged row names no channel where Howdah would speak. */
const nowhere: Origin = { via: 'slack', channel: null }

/** The effect as the signed journal has it. */
const measuredIn = (journal: readonly JournalEntry[]): Measured | undefined => {
  const detail = journal.findLast(({ kind }) => kind === 'measured')?.detail
  return typeof detail?.['label'] === 'string' ? (detail as unknown as Measured) : undefined
}

const glassOf = ({ person, name, reason, at, review }: BreakGlassRow): BreakGlass => ({
  person,
  name,
  reason,
  at: at.toISOString(),
  review: review && { ...review, at: review.at.toISOString() },
})

/** Reads several changes in the order of the ids; unknown ids are left out. */
export const readChanges = async (
  parts: Parts,
  ids: readonly string[],
): Promise<readonly Change[]> =>
  (await Promise.all(ids.map(id => readChange(parts, id)))).filter(one => one !== undefined)

/** Plans that were let through by break-glass and wait for a review, the oldest first. */
export const openReviews = async (parts: Parts): Promise<readonly Change[]> =>
  readChanges(parts, await openReviewIds(parts.store))

/** Plans whose review was closed after that moment. */
export const closedReviews = async (parts: Parts, since: Date): Promise<readonly Change[]> =>
  readChanges(parts, await closedReviewIds(parts.store, since))

/** Every plan that is not over, the oldest first. */
export const openChanges = async (parts: Parts): Promise<readonly Change[]> =>
  readChanges(parts, await openPlanIds(parts.store))

const viewOf = (run: RunRow): RunView => ({
  id: run.id,
  token: Number(run.token),
  holder: run.holder,
  waitingFor: run.waiting_for,
  stop: run.stop,
  preempted: run.preempted?.plan ?? null,
  progress: run.progress as Progress | null,
  startedAt: run.created_at.toISOString(),
})
