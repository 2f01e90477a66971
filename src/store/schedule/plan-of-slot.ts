/** The plan that a slot of a schedule has. */
import type { PlannedSlot } from '#model/change'
import { advisoryLocks } from '#store/advisory-locks'
import { findPlan, type PlanRow } from '#store/plans'
import type { Store } from '#store/store'
import { takeLock } from '#store/take-lock'

/** Plans of a slot are made one after the other: a process that lost the slot may still be planning. */
export const lockPlansOfSlot = (tx: Store, slot: PlannedSlot) =>
  takeLock(tx, { lock: advisoryLocks.slotPlan, of: `${slot.schedule} ${slot.at}` })

/** Undefined before the plan is made. A plan by another hand than Howdah's is looked past. */
export const planOfSlot = async (
  store: Store,
  { schedule, at }: PlannedSlot,
): Promise<PlanRow | undefined> => {
  const rows = await store.query<{ id: string }>(
    `select id from howdah.plan
     where origin ? 'slot' and origin #>> '{slot,schedule}' = $1 and origin #>> '{slot,at}' = $2
     order by created_at`,
    [schedule, at],
  )
  for (const { id } of rows) {
    const plan = await findPlan(store, id)
    if (plan && plan.genuine !== 'forged') return plan
  }
  return undefined
}
