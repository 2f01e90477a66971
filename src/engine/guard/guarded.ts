/** A change under a guard, as signed rows tell it: a row by hand makes no guard. */
import { readGuard } from '#engine/guard/read-guard'
import { planIn } from '#engine/show/read-rows'
import type { GuardView } from '#model/change'
import type { Plan } from '#model/plan'
import { findPlan } from '#store/plans'
import type { Store } from '#store/store'
import type { WatchedRun } from '#store/watches'

export interface Guarded {
  readonly plan: Plan
  readonly run: string
  /** The end of the run, by the signed journal. */
  readonly endedAt: Date
  readonly guard: GuardView
}

/** Undefined where nothing genuine is guarded. */
export const readGuarded = async (
  store: Store,
  { run_id: run, plan_id }: WatchedRun,
): Promise<Guarded | undefined> => {
  const row = await findPlan(store, plan_id)
  const plan = row?.genuine === 'genuine' ? planIn(row) : undefined
  const guard = plan && (await readGuard(store, run, plan))
  if (!guard || !plan.guard) return undefined
  const endedAt = new Date(Date.parse(guard.until) - plan.guard.minutes * 60_000)
  return { plan, run, endedAt, guard }
}
