/** Queries of howdah.approval: a row is a person's decision about a plan, never changed. */
import type { Genuineness } from '#model/genuineness'
import type { Store } from '#store/store'

export interface ApprovalRow {
  readonly person: string
  readonly name: string
  readonly decision: 'approve' | 'reject'
  /** The fingerprint that this person saw. */
  readonly fingerprint: string
  readonly reason: string | null
  readonly via: string
  readonly at: Date
}

type Decision = Omit<ApprovalRow, 'at'> & { readonly plan: string }

const signedOf = ({
  plan,
  person,
  name,
  decision,
  fingerprint,
  reason,
  via,
}: Decision): object => ({
  plan,
  person,
  name,
  decision,
  fingerprint,
  reason,
  via,
})

/** The decisions that Howdah wrote, those about a plan from before rows were signed included. */
export const approvalsOf = async (store: Store, plan: string): Promise<readonly ApprovalRow[]> =>
  (await keptApprovals(store, plan)).filter(
    ({ genuine, old }) => genuine === 'genuine' || (genuine === 'unsigned' && old),
  )

/** The decisions that count for what is done next: the genuine ones only. */
export const countingApprovals = async (
  store: Store,
  plan: string,
): Promise<readonly ApprovalRow[]> =>
  (await keptApprovals(store, plan)).filter(({ genuine }) => genuine === 'genuine')

interface Standing {
  readonly genuine: Genuineness
  /** Whether the plan was made before rows were signed. */
  readonly old: boolean
}

const keptApprovals = async (
  store: Store,
  plan: string,
): Promise<readonly (ApprovalRow & Standing)[]> => {
  const rows = await store.query<
    ApprovalRow & { readonly signature: string | null; readonly old: boolean }
  >(
    `select a.person, name, decision, a.fingerprint, reason, via, at, a.signature,
       plan.signature is null as old
     from howdah.approval a join howdah.plan on plan.id = plan_id where plan_id = $1 order by at`,
    [plan],
  )
  return rows.map(({ signature, ...row }) => ({
    ...row,
    genuine: store.signer.check('approval', signedOf({ plan, ...row }), signature),
  }))
}

/** False when this person has decided about this plan before. The caller holds the plan's lock. */
export const insertApproval = async (tx: Store, approval: Decision): Promise<boolean> => {
  const signature = tx.signer.sign('approval', signedOf(approval))
  const before = await countingApprovals(tx, approval.plan)
  if (before.some(({ person }) => person === approval.person)) return false
  await tx.query(
    `insert into howdah.approval (plan_id, person, name, decision, fingerprint, reason, via, signature)
     values ($1, $2, $3, $4, $5, $6, $7, $8)`,
    [
      approval.plan,
      approval.person,
      approval.name,
      approval.decision,
      approval.fingerprint,
      approval.reason,
      approval.via,
      signature,
    ],
  )
  return true
}
