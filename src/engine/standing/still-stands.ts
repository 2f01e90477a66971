/** Asks once more, right before the first step, whether a plan's standing approval still covers the plan. */
import type { Parts } from '#engine/parts'
import { readApprovals } from '#engine/standing/read'
import { outsideHours, whyNotCovered, whyNotPeople } from '#engine/standing/why-not'
import { byStanding } from '#model/change'
import type { Plan } from '#model/plan'
import type { ApprovalRow } from '#store/approvals'
import { findPlan } from '#store/plans'
import { useOf } from '#store/standing-approvals/uses'

/** A sentence; undefined for a plan that people approved themselves. */
export const standsNoMore = async (
  parts: Parts,
  plan: Plan,
  approvals: readonly Pick<ApprovalRow, 'via'>[],
): Promise<string | undefined> => {
  const copied = approvals.find(({ via }) => via.startsWith(byStanding))
  const use = await useOf(parts.store, plan.id)
  if (!use)
    return copied === undefined
      ? undefined
      : `Its approvals are copied from a ${copied.via} that was not used for it.`
  const asked = await findPlan(parts.store, plan.id)
  if (!asked) throw new Error(`plan ${plan.id} is gone`)
  const now = await parts.now()
  const [approval] = await readApprovals(parts, now, parts.store, use.standing)
  if (!approval) return `There is no standing approval ${use.standing}.`
  const { schedule, at } = use
  return (
    // The run may have waited since the slot, behind another run or held up by hand.
    outsideHours(approval, now) ??
    (await whyNotCovered(parts, parts.store, approval, { schedule, plan, asked, at })) ??
    (await whyNotPeople(parts, approval, asked))
  )
}
