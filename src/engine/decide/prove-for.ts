/** Asks for the one-time code of a decision about a plan, where the plan's policy does. */
import type { Parts } from '#engine/parts'
import { enrolmentOf } from '#engine/people/code/enrolment'
import { aboutPlan, provenBy } from '#engine/people/code/proofs'
import { notEnrolled, prove, type TypedCode } from '#engine/people/code/prove'
import { policyOf } from '#engine/policy/policy'
import type { Person } from '#model/person'
import type { Plan } from '#model/plan'
import type { Refusal } from '#model/refusal'
import type { CodeAsked } from '#model/reply'
import type { Store } from '#store/store'

interface Proof {
  readonly person: Person
  readonly code: TypedCode | null
  readonly via: string
  /** The label of the button in the form. */
  readonly yes: string
}

/** Undefined when the decision may count. */
export const proveFor = async (
  parts: Parts,
  tx: Store,
  plan: Plan,
  { person, code, via, yes }: Proof,
): Promise<Refusal | CodeAsked | undefined> => {
  if (!asksForCode(parts, plan)) return undefined
  if (code === null) {
    const enrolment = await enrolmentOf(tx, parts.config.people, person.id)
    return enrolment?.state === 'confirmed'
      ? { kind: 'code', title: `${yes} ${plan.id}`, yes }
      : notEnrolled()
  }
  const subject = { plan: plan.id, cluster: plan.cluster }
  return prove(parts, tx, { person, code, about: aboutPlan(plan), subject, via })
}

/** Tells whether a person's decision counts: always where the policy asks for no code. */
export const provenApprovers = async (
  parts: Parts,
  store: Store,
  plan: Plan,
): Promise<(person: string) => boolean> =>
  asksForCode(parts, plan) ? provenBy(store, parts.config.people, plan) : () => true

/** By the environment of the plan and the cluster's own: the plan may be older than the inventory. */
const asksForCode = ({ config, clusters }: Parts, plan: Plan): boolean =>
  [plan.environment, clusters.get(plan.cluster)?.config.environment ?? plan.environment].some(
    environment => policyOf(config, { ...plan, environment }).code,
  )
