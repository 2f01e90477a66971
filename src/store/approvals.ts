/** Queries of howdah.approval: a row is a person's decision about a plan, never changed. */
import { rowsThat } from '#store/signed/genuine-rows'
import { counts, old, type Standing } from '#store/standing'
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

/** A decision without the time, which is the database's. */
const decisionOf = ({
  person,
  name,
  decision,
  fingerprint,
  reason,
  via,
}: Omit<Decision, 'plan'>) => ({
  person,
  name,
  decision,
  fingerprint,
  reason,
  via,
})

const signedOf = ({ plan, ...decision }: Decision): object => ({ plan, ...decisionOf(decision) })

/** The decisions that Howdah wrote, those about a plan from before rows were signed included. */
export const approvalsOf = async (store: Store, plan: string): Promise<readonly ApprovalRow[]> =>
  rowsOf(await keptApprovals(store, plan, row => counts(store, 'approval', row.signed, row)))

/** The decisions that count for what is done next: the genuine ones only. */
export const countingApprovals = async (
  store: Store,
  plan: string,
): Promise<readonly ApprovalRow[]> =>
  rowsOf(
    await keptApprovals(store, plan, row =>
      counts(store, 'approval', row.signed, { ...row, old: false }),
    ),
  )

interface Kept extends ApprovalRow, Standing {
  readonly signed: object
}

const keptApprovals = (
  store: Store,
  plan: string,
  counting: (row: Kept) => boolean,
): Promise<readonly Omit<Kept, 'signed'>[]> =>
  rowsThat<Omit<Kept, 'signed'>>(
    store,
    {
      query: `select a.person, name, decision, a.fingerprint, reason, via, a.at, a.signature, ${old}
        from howdah.approval a join howdah.plan on plan.id = plan_id where plan_id = $1`,
      values: [plan],
      order: 'at',
    },
    row => counting({ ...row, signed: signedOf({ plan, ...row }) }),
  )

const rowsOf = (rows: readonly Omit<Kept, 'signed'>[]): readonly ApprovalRow[] =>
  rows.map(({ at, ...row }) => ({ ...decisionOf(row), at }))

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
