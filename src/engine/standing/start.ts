/** Starts the plan of a slot under a standing approval, with the approvals copied; a plan outside any envelope asks. */
import { notWaiting } from '#engine/decide/too-late'
import type { Parts } from '#engine/parts'
import { startRun } from '#engine/run/start'
import { wakeRun } from '#engine/run/wake'
import { planIn } from '#engine/show/read-rows'
import { readApprovals } from '#engine/standing/read'
import { type Asks, type Stands, standingFor } from '#engine/standing/standing-for'
import { whyNotCovered } from '#engine/standing/why-not'
import type { Plan } from '#model/plan'
import { failpoint } from '#src/failpoint'
import { advisoryLocks } from '#store/advisory-locks'
import { insertApproval } from '#store/approvals'
import { findPlan, lockPlan } from '#store/plans'
import { insertUse } from '#store/standing-approvals/uses'
import type { Store } from '#store/store'
import { takeLock } from '#store/take-lock'

export interface SlotPlan {
  /** The id of the schedule. */
  readonly schedule: string
  /** The id of the plan that waits for approval. */
  readonly plan: string
}

export interface Started {
  readonly kind: 'started'
  readonly run: string
  /** The id of the standing approval. */
  readonly by: string
}

export const startByStanding = async (
  parts: Parts,
  { schedule, plan: id }: SlotPlan,
): Promise<Started | Asks> => {
  const row = await findPlan(parts.store, id)
  if (row?.genuine !== 'genuine') return { kind: 'asks', because: null }
  const stood = await standingFor(parts, { schedule, plan: planIn(row), asked: row })
  if (stood.kind === 'asks') return stood
  const slot = { schedule, plan: id, at: await parts.now() }
  const started = await parts.store.transaction(tx => start(parts, tx, slot, stood))
  if (started.kind === 'asks') return started
  failpoint('standing approval used')
  await wakeRun(parts, started.run)
  return started
}

/** Under the lock of the approval: two slots of one day, in two processes, are counted one after the other. */
const start = async (
  parts: Parts,
  tx: Store,
  { schedule, plan: id, at }: SlotPlan & { readonly at: Date },
  { approval, approvals }: Stands,
): Promise<Started | Asks> => {
  await takeLock(tx, { lock: advisoryLocks.standing, of: approval.id })
  const row = await lockPlan(tx, id)
  const late = row && (await notWaiting(tx, row))
  if (!row || late) return { kind: 'asks', because: late?.because ?? null }
  const plan = planIn(row)
  const [present] = await readApprovals(parts, at, tx, approval.id)
  const why =
    present && (await whyNotCovered(parts, tx, present, { schedule, plan, asked: row, at }))
  if (!present || why !== undefined) return { kind: 'asks', because: why ?? null }
  await insertUse(tx, { standing: approval.id, plan: id, schedule })
  for (const one of approvals) await insertApproval(tx, one)
  const run = await startRun(tx, id)
  await say(parts, tx, { plan, run, schedule, approval })
  return { kind: 'started', run, by: approval.id }
}

const say = (
  { record, holder }: Parts,
  tx: Store,
  {
    plan,
    run,
    schedule,
    approval,
  }: Pick<Stands, 'approval'> & {
    readonly plan: Plan
    readonly run: string
    readonly schedule: string
  },
) =>
  record.append(
    'standing.used',
    {
      actor: `howdah/${holder}`,
      subject: { standing: approval.id, plan: plan.id, run, cluster: plan.cluster },
      detail: {
        schedule,
        fingerprint: plan.fingerprint,
        approvers: approval.decisions.flatMap(({ decision, person }) =>
          decision === 'approve' ? [person] : [],
        ),
      },
    },
    tx,
  )
