/**
 * Break-glass: one approver lets a waiting plan run alone, when no second approver answers. Break-glass
 * replaces approvals and nothing else: the run claims, fences, looks again and records like any other run.
 */
import { deny } from '#engine/decide/record-denial'
import { noPlan, notWaiting } from '#engine/decide/too-late'
import { thawOf } from '#engine/freeze/freeze'
import type { Parts } from '#engine/parts'
import { authorize } from '#engine/people/authorize'
import { policyOf } from '#engine/policy/policy'
import { isOpen, openingAt, openingWords } from '#engine/policy/window'
import { startRun } from '#engine/run/start'
import type { Person } from '#model/person'
import type { Plan } from '#model/plan'
import { isRefusal, type Refusal, refusal } from '#model/refusal'
import { type Answer, answer } from '#model/reply'
import { approvalsOf } from '#store/approvals'
import { insertBreakGlass } from '#store/break-glass'
import { freezeOver } from '#store/freezes'
import { findPlan, lockPlan, type PlanRow } from '#store/plans'
import type { Store } from '#store/store'

export interface Glass {
  readonly person: Person
  readonly plan: string
  readonly reason: string
  readonly via: string
}

export const breakGlass = async (parts: Parts, glass: Glass): Promise<Answer | Refusal> => {
  const run = await parts.store.transaction(async tx => {
    const row = await lockPlan(tx, glass.plan)
    if (!row) return noPlan(glass.plan)
    return (await whyNot(parts, tx, glass.person, row)) ?? letThrough(parts, tx, glass, row)
  })
  if (isRefusal(run)) {
    await deny(parts, { ...glass, decision: 'break-glass' }, run)
    return run
  }
  await parts.wake(run).catch((error: unknown) => parts.report(error, {}))
  const outside = await outsideWindow(parts, glass.plan)
  return answer(
    `You broke the glass: it starts${outside} unless something is in its way, and \`plan show ${glass.plan}\` says what. Another approver has to review it.`,
  )
}

/** Break-glass waits for no maintenance window either, and says so. */
const outsideWindow = async (parts: Parts, id: string): Promise<string> => {
  const row = await findPlan(parts.store, id)
  const plan = row?.body as unknown as Plan | undefined
  if (!plan || plan.claims.length === 0) return ''
  const now = await parts.now()
  const window = openingAt(parts.clusters.get(plan.cluster)?.config.windows ?? [], now)
  return window && !isOpen(window, now)
    ? ` outside its maintenance window (${openingWords(window)})`
    : ''
}

const whyNot = async (
  parts: Parts,
  tx: Store,
  person: Person,
  row: PlanRow,
): Promise<Refusal | undefined> => {
  const { cluster, requester } = row
  const mayNot = authorize(parts.config.people, person, 'break-glass', { cluster, requester })
  if (mayNot) return mayNot
  const late = await notWaiting(tx, row)
  if (late) return late
  // A plan that no number of approvals may let through in chat is not let through by break-glass either.
  const policy = policyOf(parts.config, row.body as unknown as Plan)
  if (isRefusal(policy)) return policy
  const frozen = await freezeOver(tx, cluster)
  return frozen
    ? refusal(
        `${cluster} is frozen by ${frozen.name}: ${frozen.reason}. Break-glass does not lift that.`,
        `Lift it first: say \`${thawOf(frozen.scope)}\`.`,
      )
    : undefined
}

/** Record entry, row and run are one transaction: without the entry the run does not start. */
const letThrough = async (
  parts: Parts,
  tx: Store,
  { person, plan, reason, via }: Glass,
  { cluster, fingerprint, body }: PlanRow,
): Promise<string> => {
  const run = await startRun(tx, plan)
  await insertBreakGlass(tx, {
    plan,
    person: person.id,
    name: person.name,
    fingerprint,
    reason,
    via,
  })
  const given = (await approvalsOf(tx, plan)).map(one => one.person)
  await parts.record.append(
    'plan.break-glass',
    {
      actor: person.id,
      subject: { plan, run, cluster },
      detail: {
        reason,
        fingerprint,
        via,
        approvedBy: given,
        approvalsNeeded: (body as unknown as Plan).approvalsNeeded,
      },
    },
    tx,
  )
  return run
}
