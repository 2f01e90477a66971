/** Why a slot does not run now. */
import type { Parts } from '#engine/parts'
import { namePlan } from '#engine/show/plan-name'
import type { Schedule, SlotOutcome, SlotView } from '#model/schedule/schedule'
import { findPlan } from '#store/plans'
import { slotsOf } from '#store/schedule/slots'

export type Hindered = SlotOutcome | 'wait' | undefined

/** `wait` leaves the slot for later: the slot before is not over, and the schedule buffers a slot. */
export const hinderedBy = async (
  parts: Parts,
  { id, overlap }: Schedule,
  at: Date,
): Promise<Hindered> => {
  if (overlap === 'allow-all') return undefined
  const before = (await slotsOf(parts.store, id, looked)).filter(slot => slot.at < at)
  const busy = await busyWith(parts, before)
  if (busy === undefined) return undefined
  const buffered = before.some(({ outcome, held }) => outcome === null && !held)
  return overlap === 'buffer-one' && !buffered ? 'wait' : { kind: 'skipped', because: busy }
}

/** Earlier slots to look at: plans of older slots are long over. */
const looked = 20

const busyWith = async (parts: Parts, slots: readonly SlotView[]): Promise<string | undefined> => {
  for (const { at, outcome } of slots) {
    if (outcome === null) return `The slot of ${at.toISOString()} is not over.`
    if (outcome.kind !== 'planned') continue
    const plan = await findPlan(parts.store, outcome.plan)
    if (plan && plan.outcome === null)
      return `${await namePlan(parts.store, plan.id)}, made at ${at.toISOString()}, is not over: ${plan.state === 'pending' ? 'it waits for approval' : 'it runs'}.`
  }
  return undefined
}
