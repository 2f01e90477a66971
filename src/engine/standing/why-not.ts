/** Why a standing approval does not cover a plan, by data alone: contract, input, envelope, hours, people of now. */
import { Temporal } from 'temporal-polyfill'
import { type AskedFor, authorizeOn, outOfTurnBy } from '#engine/decide/authorize-on'
import type { Parts } from '#engine/parts'
import { policyOf } from '#engine/policy/policy'
import { planIn } from '#engine/show/read-rows'
import { exceeds } from '#engine/standing/envelope/judge'
import { approversOf } from '#engine/standing/read'
import { whyNotTimes } from '#engine/standing/times'
import type { Plan } from '#model/plan'
import { isRefusal } from '#model/refusal'
import type { StandingApproval } from '#model/standing/standing-approval'
import { Failure } from '#src/errors'
import { findPlan } from '#store/plans'
import { usesOf } from '#store/standing-approvals/uses'
import type { Store } from '#store/store'
import { canonicalJson } from '#text/canonical-json'

export interface Slotted {
  readonly schedule: string
  readonly plan: Plan
  readonly asked: AskedFor
  /** When the slot uses the approval: the day that counts are for. */
  readonly at: Date
}

/** A sentence; undefined for an approval that covers the plan. */
export const whyNotCovered = async (
  parts: Parts,
  store: Store,
  approval: StandingApproval,
  slot: Slotted,
): Promise<string | undefined> =>
  whyNotThis(approval, slot) ??
  (await whyNotTimes(store, approval)) ??
  whyNotThere(parts, approval, slot.plan) ??
  whyNotPolicy(parts, approval, slot.plan) ??
  outsideHours(approval, slot.at) ??
  whyNotOutOfTurn(approval, slot) ??
  (await whyNotEnvelope(store, approval, slot))

const states = {
  waiting: 'waits for approval itself',
  withdrawn: 'was withdrawn',
  lapsed: 'was not approved in time',
  ended: 'has ended',
} as const

const whyNotThis = (
  approval: StandingApproval,
  { schedule, plan }: Slotted,
): string | undefined => {
  const { id, state } = approval
  if (state !== 'in force') return `${id} ${states[state]}.`
  if (approval.schedule !== schedule)
    return `${id} is for schedule ${approval.schedule}, not ${schedule}.`
  if (plan.undoes !== null) return `${id} covers no undo.`
  const same =
    approval.playbook === plan.playbook &&
    approval.cluster === plan.cluster &&
    approval.database === plan.database &&
    canonicalJson(approval.input) === canonicalJson(plan.input)
  if (!same)
    return `${id} is for ${approval.playbook} on ${approval.cluster} (${approval.database}) with another input.`
  return approval.version === plan.version
    ? undefined
    : `${id} was given for version ${approval.version} of ${plan.playbook}, and this is version ${plan.version}: it may do other things.`
}

/** By the environment of now: the plan may have been made before the inventory changed. */
const environmentOf = ({ clusters }: Parts, plan: Plan): Plan['environment'] =>
  clusters.get(plan.cluster)?.config.environment ?? plan.environment

const whyNotThere = (
  parts: Parts,
  { id, environment, systemIdentifier }: StandingApproval,
  plan: Plan,
): string | undefined =>
  systemIdentifier === plan.target.systemIdentifier &&
  [plan.environment, environmentOf(parts, plan)].every(one => one === environment)
    ? undefined
    : `${id} was not given for the servers and the environment that ${plan.cluster} has now.`

const whyNotPolicy = (parts: Parts, approval: StandingApproval, plan: Plan): string | undefined => {
  if (plan.risk === 'irreversible') return `${approval.id} covers nothing that cannot be undone.`
  const { config } = parts
  const policy = policyOf(config, { ...plan, environment: environmentOf(parts, plan) })
  if (policy.code)
    return `This asks each approver for a one-time code, which ${approval.id} cannot give.`
  const given = approversOf(config.people, approval).length
  const needed = Math.max(approval.approvalsNeeded, policy.approvers, plan.approvalsNeeded)
  return given < needed ? `${approval.id} has ${given} of ${needed} approvals.` : undefined
}

/** Whoever may run a schedule out of turn would choose the time of a change alone. */
const whyNotOutOfTurn = (
  { id, hours, schedule }: StandingApproval,
  { asked }: Slotted,
): string | undefined =>
  outOfTurnBy(asked) === null || hours !== null
    ? undefined
    : `${id} counts at the times of ${schedule} alone, and this slot is run out of turn.`

/** A sentence at any time outside the hours of the approval. */
export const outsideHours = (
  { id, hours, zone }: Pick<StandingApproval, 'id' | 'hours' | 'zone'>,
  at: Date,
): string | undefined => {
  if (hours === null) return undefined
  const clock = inZone(at, zone).toPlainTime().toString({ smallestUnit: 'minute' })
  const { from, to } = hours
  const inside = from < to ? clock >= from && clock < to : clock >= from || clock < to
  return inside ? undefined : `${id} counts from ${from} to ${to} (${zone}), and it is ${clock}.`
}

const inZone = (at: Date, zone: string): Temporal.ZonedDateTime =>
  Temporal.Instant.fromEpochMilliseconds(at.getTime()).toZonedDateTimeISO(zone)

/** The use by earlier slots of the day is read from the signed plans: there is no counter. */
const whyNotEnvelope = async (
  store: Store,
  { id, envelope, zone }: StandingApproval,
  { plan, at }: Slotted,
): Promise<string | undefined> => {
  const day = inZone(at, zone).startOfDay()
  const since = new Date(day.epochMilliseconds)
  const until = new Date(day.add({ days: 1 }).epochMilliseconds)
  const uses = (await usesOf(store, id, since)).filter(use => use.at < until)
  const mine = uses.findIndex(use => use.plan === plan.id)
  const before = mine === -1 ? uses : uses.slice(0, mine)
  const earlier: Plan['steps'][] = []
  for (const use of before) {
    const row = await findPlan(store, use.plan)
    if (row?.genuine !== 'genuine')
      return `${use.plan}, which ${id} approved that day, is not as Howdah stored it.`
    earlier.push(planIn(row).steps)
  }
  const over = exceeds(envelope, plan.steps, earlier)
  return over.length === 0 ? undefined : `It exceeds ${id}: ${over.join('; ')}.`
}

/** Every approver that counts is looked up afresh. */
export const whyNotPeople = async (
  parts: Parts,
  approval: StandingApproval,
  asked: AskedFor,
): Promise<string | undefined> => {
  const { people } = parts.config
  for (const { person: id, name } of approversOf(people, approval)) {
    const found = await parts.findPerson?.(id)
    if (isRefusal(found))
      throw new Failure('people.silent', found.because, found.instead, { unknown: true })
    const person = found ?? { id, name, standing: 'member' as const, groups: [] }
    if (authorizeOn(people, person, 'approve', asked))
      return `${name}, who gave ${approval.id}, may no longer approve this.`
  }
  return undefined
}
