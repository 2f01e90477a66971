/** Rows of the control database as plans, runs and journals: the one place that knows their format. */

import { planOf } from '#engine/plan/formats'
import { entryOf } from '#engine/run/journal/entry'
import { forgedPlan } from '#engine/show/forged-plan'
import type { JournalEntry } from '#model/journal'
import type { Plan } from '#model/plan'
import { journalOf } from '#store/journal'
import { findPlan, type PlanRow } from '#store/plans'
import { findRun, findRunOfPlan, type RunRow } from '#store/runs'
import type { Store } from '#store/store'

/** Nothing is read of a body by another hand than Howdah's: the shape is not known. */
export const planIn = (row: PlanRow): Plan =>
  row.genuine === 'forged' ? forgedPlan(row) : planOf(row.body)

export const readJournal = async (store: Store, run: string): Promise<JournalEntry[]> =>
  (await journalOf(store, run)).map(entryOf)

/** `id` names a plan, or a run of the plan. */
export const findPlanOf = async (store: Store, id: string): Promise<PlanRow | undefined> => {
  const plan = id.startsWith('r-') ? (await findRun(store, id))?.plan_id : id
  return plan === undefined ? undefined : findPlan(store, plan)
}

/** `id` names a run, or a plan that has a run. */
export const findRunOf = (store: Store, id: string): Promise<RunRow | undefined> =>
  id.startsWith('r-') ? findRun(store, id) : findRunOfPlan(store, id)
