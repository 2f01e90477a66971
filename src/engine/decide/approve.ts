/** A person's yes or no to one plan: bound to the fingerprint, taken under a row lock. */
import { decideOnPlan, type LockedPlan } from '#engine/decide/frame'
import { proveFor, provenApprovers } from '#engine/decide/prove-for'
import { notWaiting, standingOf } from '#engine/decide/too-late'
import type { Parts } from '#engine/parts'
import { type TypedCode, typedCode } from '#engine/people/code/prove'
import { startRun } from '#engine/run/start'
import { wakeRun } from '#engine/run/wake'
import { distinct, samePerson } from '#model/identity'
import type { Person } from '#model/person'
import type { Plan } from '#model/plan'
import { isRefusal, type Refusal, refusal } from '#model/refusal'
import { type Answer, answer, type CodeAsked } from '#model/reply'
import { failpoint } from '#src/failpoint'
import { countingApprovals, insertApproval } from '#store/approvals'
import { endPlan, touchPlan } from '#store/plans'
import type { Store } from '#store/store'
import { counted } from '#text/figures'
import { listed } from '#text/listed'

export interface Decision {
  readonly person: Person
  readonly plan: string
  readonly decision: 'approve' | 'reject'
  readonly reason: string | null
  readonly via: string
  /** The fingerprint that the person saw; null when the person named the plan by id. */
  readonly fingerprint: string | null
  /** The person's one-time code; null where none was given. */
  readonly code?: string | null
}

/** The requester may withdraw the request with cancel, never decide about it. */
export const decide = async (
  parts: Parts,
  decision: Decision,
): Promise<Answer | Refusal | CodeAsked> => {
  const code = await typedCode(parts, decision.code ?? null)
  const decided = await decideOnPlan<ToDecide, Decided | CodeAsked>(parts, decision, {
    name: decision.decision,
    verb: 'approve',
    whyNot: (tx, on) => whyNot(parts, tx, decision, on),
    keep: (tx, on) => keep(parts, tx, { ...decision, code }, on),
  })
  if (isRefusal(decided) || 'kind' in decided) return decided
  failpoint('decided')
  if (decided.run !== null) await wakeRun(parts, decided.run)
  return answer(decided.said, decided.again ? { unchanged: true } : {})
}

const whyNot = async (
  parts: Parts,
  tx: Store,
  { person, decision, fingerprint }: Decision,
  on: LockedPlan,
): Promise<Refusal | ToDecide> => {
  const { row } = on
  const before = (await countingApprovals(tx, row.id)).find(one =>
    samePerson(parts.config.people, one.person, person.id),
  )
  const again = row.genuine === 'genuine' && before?.decision === decision
  const late = again ? undefined : await notWaiting(tx, row)
  if (late) return late
  if (fingerprint !== null && fingerprint !== row.fingerprint) {
    return refusal('What you saw is not this plan.', 'Open the newest message of the plan.')
  }
  return before && !again
    ? refusal(
        'You approved this plan before.',
        `Withdraw it, and say why: \`run cancel ${row.id} reason="…"\`.`,
        `run cancel ${row.id}`,
      )
    : { ...on, again }
}

interface ToDecide extends LockedPlan {
  /** The same person made the same decision before: a second press is no trouble. */
  readonly again: boolean
}

interface Decided extends Partial<Pick<ToDecide, 'again'>> {
  readonly said: string
  readonly run: string | null
}

const keep = async (
  parts: Parts,
  tx: Store,
  {
    person,
    decision,
    reason,
    via,
    code,
  }: Omit<Decision, 'code'> & { readonly code: TypedCode | null },
  { row, plan, again }: ToDecide,
): Promise<Decided | CodeAsked | Refusal> => {
  if (again) return { said: decidedBefore(decision, row), run: null, again }
  const { id, cluster, fingerprint } = row
  const { id: by, name } = person
  const unproven =
    decision === 'approve' &&
    (await proveFor(parts, tx, plan, { person, code, via, yes: 'Approve' }))
  if (unproven) return unproven
  const inserted = await insertApproval(tx, {
    plan: id,
    person: by,
    name,
    decision,
    fingerprint,
    reason,
    via,
  })
  if (!inserted) return refusal('You have already decided on this plan.', 'Nothing more is needed.')
  await parts.record.append(
    `plan.${decision === 'approve' ? 'approved' : 'rejected'}`,
    { actor: by, subject: { plan: id, cluster }, detail: { fingerprint, reason, via } },
    tx,
  )
  if (decision === 'approve') return start(parts, tx, plan)
  await endPlan(
    tx,
    id,
    'rejected',
    `${name} rejected it${reason === null ? '' : `: ${reason.replace(/[.\s]+$/, '')}`}.`,
  )
  return { said: 'You rejected it. Nothing was done.', run: null }
}

const decidedBefore = (decision: Decision['decision'], row: LockedPlan['row']): string => {
  if (decision === 'reject') return 'You rejected this already. Nothing was done.'
  return row.state === 'pending' && !row.expired
    ? 'You approved this already. It waits for another approver.'
    : `You approved this already: it is ${standingOf(row)}. \`plan show ${row.id}\` says more.`
}

const start = async (parts: Parts, tx: Store, plan: Plan): Promise<Decided> => {
  const proven = await provenApprovers(parts, tx, plan)
  const yes = (await countingApprovals(tx, plan.id)).filter(
    ({ decision, person }) => decision === 'approve' && proven(person),
  )
  // An alias may have been added after one person approved under two names.
  const given = distinct(parts.config.people, yes)
  const missing = plan.approvalsNeeded - given.length
  const approved = `Approved by ${listed(given.map(({ name }) => name))}.`
  if (missing > 0) {
    await touchPlan(tx, plan.id)
    return {
      said: `${approved} ${counted(missing, 'more approval is', 'more approvals are')} needed, from somebody else.`,
      run: null,
    }
  }
  return {
    said: `${approved} It starts unless something is in its way: \`plan show ${plan.id}\` says how far it is.`,
    run: await startRun(tx, plan.id),
  }
}
