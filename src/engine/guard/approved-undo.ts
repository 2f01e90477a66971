/** The undo that was approved with a plan, as a separate plan with the same approvals. */
import { newPlanId } from '#engine/id'
import type { Plan } from '#model/plan'
import { countingApprovals, insertApproval } from '#store/approvals'
import type { Store } from '#store/store'

/** Long enough to be driven by a process that starts later; such an undo waits for no approval. */
const expiresInMs = 24 * 3_600_000

export interface UndoBy extends Pick<Plan, 'requester' | 'requesterName' | 'reason'> {
  readonly now: Date
}

type Drafted = Omit<
  Plan,
  | keyof UndoBy
  | 'id'
  | 'change'
  | 'environment'
  | 'ticket'
  | 'approvalsNeeded'
  | 'createdAt'
  | 'expiresAt'
>

export const approvedUndo = (plan: Plan, body: Drafted, { now, ...by }: UndoBy): Plan => ({
  ...body,
  ...by,
  id: newPlanId(),
  change: plan.change,
  environment: plan.environment,
  ticket: plan.ticket,
  approvalsNeeded: plan.approvalsNeeded,
  createdAt: now.toISOString(),
  expiresAt: new Date(now.getTime() + expiresInMs).toISOString(),
})

export const copyApprovals = async (
  tx: Store,
  plan: Plan,
  undo: Plan,
  via: string,
): Promise<void> => {
  for (const { person, name, decision, fingerprint } of await countingApprovals(tx, plan.id))
    if (decision === 'approve' && fingerprint === plan.fingerprint)
      await insertApproval(tx, {
        plan: undo.id,
        person,
        name,
        decision,
        fingerprint: undo.fingerprint,
        reason: null,
        via,
      })
}
