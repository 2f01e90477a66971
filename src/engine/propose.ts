/** A request becomes a plan that waits for approval, or a refusal. */

import type { Origin } from '#engine/change'
import { type Draft, draft, type Wanted } from '#engine/draft'
import { newChangeId, newPlanId } from '#engine/id'
import type { Parts } from '#engine/parts'
import type { Person } from '#engine/person'
import type { Plan } from '#engine/plan'
import { policyFor } from '#engine/policy'
import { isRefusal, type Refusal, refusal } from '#engine/refusal'
import { freezeOver } from '#store/freezes'
import { insertMeasurement } from '#store/measurements'
import { insertPlan, touchUndone } from '#store/plans'
import { lastChangeOf } from '#store/runs'

export interface Request {
  readonly wanted: Wanted
  readonly person: Person
  readonly origin: Origin
  readonly reason: string | null
  readonly ticket: string | null
  /** The change this plan belongs to; a new one unless it takes something back. */
  readonly change: string | null
}

export const propose = async (parts: Parts, request: Request): Promise<Plan | Refusal> => {
  const { wanted, person } = request
  const frozen = await freezeOver(parts.store, wanted.cluster)
  if (frozen) {
    return refusal(
      `${wanted.cluster} is frozen by ${frozen.name}: ${frozen.reason}.`,
      'Ask again once it is thawed.',
    )
  }
  const drafted = await draft(parts, wanted)
  if (isRefusal(drafted)) {
    await parts.record.appendOutcome('plan.refused', {
      actor: person.id,
      subject: { cluster: wanted.cluster },
      detail: { playbook: wanted.playbook, input: wanted.input, because: drafted.because },
    })
    return drafted
  }
  const cluster = parts.clusters.get(wanted.cluster)
  if (!cluster) throw new Error(`no cluster ${wanted.cluster}`)
  const policy = policyFor(parts.config, {
    risk: drafted.risk,
    environment: cluster.config.environment,
    playbook: wanted.playbook,
  })
  if (isRefusal(policy)) return policy
  if (policy.ticket && request.ticket === null) {
    return refusal('The policy of this cluster asks for a ticket.', 'Ask again with ticket=…')
  }
  return store(
    parts,
    request,
    seal(request, drafted, cluster.config.environment, policy, await databaseNow(parts)),
  )
}

const seal = (
  { person, reason, ticket, change }: Request,
  drafted: Draft,
  environment: Plan['environment'],
  policy: { readonly approvers: number; readonly expiryMinutes: number },
  now: number,
): Plan => {
  const { kind: _, ...body } = drafted
  return {
    ...body,
    id: newPlanId(),
    change: change ?? newChangeId(),
    environment,
    requester: person.id,
    requesterName: person.name,
    reason,
    ticket,
    approvalsNeeded: policy.approvers,
    createdAt: new Date(now).toISOString(),
    expiresAt: new Date(now + policy.expiryMinutes * 60_000).toISOString(),
  }
}

/** Expiry is by the database's clock: processes may disagree about the time. */
const databaseNow = async (parts: Parts): Promise<number> => {
  const [row] = await parts.store.query<{ now: Date }>('select clock_timestamp() as now')
  return (row?.now ?? new Date()).getTime()
}

const store = async (parts: Parts, request: Request, plan: Plan): Promise<Plan> => {
  await parts.store.transaction(async tx => {
    await parts.record.append(
      'plan.proposed',
      {
        actor: plan.requester,
        subject: { plan: plan.id, cluster: plan.cluster },
        detail: {
          headline: plan.headline,
          playbook: plan.playbook,
          fingerprint: plan.fingerprint,
          statements: plan.steps.map(({ action }) => action.statement),
          reason: plan.reason,
          ticket: plan.ticket,
          via: request.origin.via,
        },
      },
      tx,
    )
    await insertPlan(tx, {
      ...plan,
      body: plan,
      origin: request.origin,
    })
    await touchUndone(tx, plan.id)
  })
  if (plan.measure) await rememberTraffic(parts, plan)
  return plan
}

const rememberTraffic = async (parts: Parts, plan: Plan): Promise<void> => {
  if (!plan.measure) return
  const notBefore = await lastChangeOf(parts.store, plan.cluster)
  await parts.traffic
    .remembered(plan.cluster, plan.database, plan.measure, notBefore)
    .then(body => insertMeasurement(parts.store, plan.id, 'planned', body))
    .catch((error: unknown) => parts.report(error, { plan: plan.id }))
}
