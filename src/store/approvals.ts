/** Queries of howdah.approval: a row is a person's decision about a plan, never changed. */
import type { Store } from '#store/store'

export interface ApprovalRow {
  readonly person: string
  readonly name: string
  readonly decision: 'approve' | 'reject'
  /** The fingerprint that this person saw. */
  readonly fingerprint: string
  readonly reason: string | null
  readonly at: Date
}

export const approvalsOf = (store: Store, plan: string): Promise<readonly ApprovalRow[]> =>
  store.query<ApprovalRow>(
    'select person, name, decision, fingerprint, reason, at from howdah.approval where plan_id = $1 order by at',
    [plan],
  )

/** False when this person has decided about this plan before. */
export const insertApproval = async (
  store: Store,
  approval: {
    readonly plan: string
    readonly person: string
    readonly name: string
    readonly decision: 'approve' | 'reject'
    readonly fingerprint: string
    readonly reason: string | null
    readonly via: string
  },
): Promise<boolean> => {
  const rows = await store.query(
    `insert into howdah.approval (plan_id, person, name, decision, fingerprint, reason, via)
     values ($1, $2, $3, $4, $5, $6, $7) on conflict do nothing returning person`,
    [
      approval.plan,
      approval.person,
      approval.name,
      approval.decision,
      approval.fingerprint,
      approval.reason,
      approval.via,
    ],
  )
  return rows.length === 1
}
