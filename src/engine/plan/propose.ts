/** A request becomes a plan that waits for approval, or a refusal. */

import { keepReading } from '#engine/guard/read'
import { newChangeId, newPlanId } from '#engine/id'
import type { Parts } from '#engine/parts'
import { type Draft, draft, type Wanted } from '#engine/plan/draft'
import { guardEstimate } from '#engine/plan/guard-estimate'
import { settingSince } from '#engine/plan/offered/setting'
import { statementSince } from '#engine/plan/offered/statement'
import { paceEstimate } from '#engine/plan/pace-estimate'
import { supersede } from '#engine/plan/supersede'
import { windowEstimate } from '#engine/plan/window-estimate'
import { policyOf } from '#engine/policy/policy'
import { startRun } from '#engine/run/start'
import { wakeRun } from '#engine/run/wake'
import { kindOf } from '#model/action'
import type { Origin, PlannedSlot } from '#model/change'
import { thawOf } from '#model/freeze'
import type { OfferedBy } from '#model/offer/offered'
import type { Person } from '#model/person'
import type { Estimate, Plan } from '#model/plan'
import type { Policy } from '#model/policy'
import { isRefusal, type Refusal, refusal } from '#model/refusal'
import { failpoint } from '#src/failpoint'
import { freezeOver } from '#store/freezes'
import { insertMeasurement } from '#store/measurements'
import { insertPlan, touchUndone } from '#store/plans'
import { lastChangeOf } from '#store/runs'
import { lockPlansOfSlot, planOfSlot } from '#store/schedule/plan-of-slot'
import type { Store } from '#store/store'
import { mayHoldSecret, notShown } from '#text/may-hold-secret'

export interface Request {
  readonly wanted: Wanted
  readonly person: Person
  readonly via: Origin['via']
  /** Set where a schedule asks: a slot has one plan. */
  readonly slot?: PlannedSlot | null
  readonly reason: string | null
  readonly ticket: string | null
  /** The change that the plan belongs to; null begins a new change. */
  readonly change: string | null
  /** The first plan of the change, where this plan follows. */
  readonly follows?: string
  /** Set where a button of a report asks. */
  readonly offered?: (OfferedBy & { readonly command: string }) | null
}

export const propose = async (parts: Parts, request: Request): Promise<Plan | Refusal> => {
  const { wanted, person } = request
  const drafted = await planOf(parts, request)
  const made = isRefusal(drafted) ? drafted : await store(parts, request, drafted)
  if (!isRefusal(made)) return made
  await parts.record.appendOutcome('plan.refused', {
    actor: person.id,
    subject: { cluster: wanted.cluster },
    detail: { playbook: wanted.playbook, input: recorded(wanted.input), because: made.because },
  })
  return made
}

/** Entries of the record are never removed: a typed password must not be among the words. */
const recorded = (input: Wanted['input']): Wanted['input'] =>
  Object.fromEntries(
    Object.entries(input).map(([key, value]) => [
      key,
      typeof value === 'string' && mayHoldSecret(value) ? notShown : value,
    ]),
  )

const planOf = async (parts: Parts, request: Request): Promise<Plan | Refusal> => {
  const { wanted } = request
  // Read side by side; a look that fails counts only where nothing is frozen.
  const looking = Promise.allSettled([draft(parts, wanted), parts.now()])
  const frozen = await freezeOver(parts.store, wanted.cluster)
  if (frozen) {
    return refusal(
      `${wanted.cluster} is frozen by ${frozen.name}: ${frozen.reason}.`,
      `Lift it with \`${thawOf(frozen.scope)}\`, or ask again once it is thawed.`,
    )
  }
  const [drafting, timing] = await looking
  if (drafting.status === 'rejected') throw drafting.reason
  if (timing.status === 'rejected') throw timing.reason
  const [drafted, now] = [drafting.value, timing.value]
  if (isRefusal(drafted)) return drafted
  const cluster = parts.clusters.get(wanted.cluster)
  if (!cluster) throw new Error(`no cluster ${wanted.cluster}`)
  const { environment } = cluster.config
  const policy = policyOf(parts.config, { ...drafted, environment, playbook: wanted.playbook })
  if (policy.ticket && request.ticket === null) {
    return refusal('The policy of this cluster asks for a ticket.', 'Ask again with ticket=…')
  }
  if (policy.reason && request.reason === null) {
    return refusal('The policy of this cluster asks for a reason.', 'Ask again with reason="…".')
  }
  const since = await changedSince(parts, request, drafted, now)
  if (isRefusal(since)) return since
  const windows = await windowEstimate(parts.store, drafted, cluster.config, now)
  return seal(request, drafted, { environment, more: [...since, ...windows], policy, now })
}

/** The figures behind an old offer are looked at again. */
const changedSince = async (
  parts: Parts,
  { offered, wanted }: Request,
  { measure }: Draft,
  now: Date,
): Promise<Refusal | readonly Estimate[]> => {
  if (offered?.kind === 'setting') return settingSince(parts, offered, wanted.cluster)
  return offered && measure ? statementSince(parts, offered, { ...wanted, measure }, now) : []
}

const seal = (
  { person, reason, ticket, change }: Request,
  drafted: Draft,
  {
    environment,
    more,
    policy,
    now,
  }: {
    readonly environment: Plan['environment']
    readonly more: readonly Estimate[]
    readonly policy: Policy
    readonly now: Date
  },
): Plan => {
  const { kind: _, ...body } = drafted
  return {
    ...body,
    id: newPlanId(),
    change: change ?? newChangeId(),
    environment,
    estimates: [
      ...drafted.estimates,
      ...paceEstimate(drafted),
      ...guardEstimate(drafted.guard),
      ...more,
      ...(policy.code ? [{ label: 'Approval', value: 'asks for a one-time code' }] : []),
    ],
    requester: person.id,
    requesterName: person.name,
    reason,
    ticket,
    approvalsNeeded: policy.approvers,
    createdAt: now.toISOString(),
    expiresAt: new Date(now.getTime() + policy.expiryMinutes * 60_000).toISOString(),
  }
}

const store = async (parts: Parts, request: Request, plan: Plan): Promise<Plan | Refusal> => {
  const shown = plan.steps.map(({ action }) => kindOf(action).show(action))
  // Read while the plan is being kept.
  const traffic = rememberedTraffic(parts, plan)
  const kept = await parts.store.transaction(async tx => {
    const planned = request.slot && (await plannedFor(tx, request.slot))
    if (planned) return planned
    const superseded = await supersede(parts, tx, plan)
    if (isRefusal(superseded)) return superseded
    await insertPlan(tx, {
      ...plan,
      body: plan,
      origin: originOf(parts, request),
    })
    if (plan.undoes !== null) await touchUndone(tx, plan.id)
    const proposed = {
      kind: 'plan.proposed',
      actor: plan.requester,
      subject: { plan: plan.id, cluster: plan.cluster },
      detail: {
        headline: plan.headline,
        playbook: plan.playbook,
        fingerprint: plan.fingerprint,
        statements: shown.map(({ text }) => text),
        values: shown.map(({ values }) => values),
        reason: plan.reason,
        ticket: plan.ticket,
        via: request.via,
      },
    }
    await parts.record.appendAll([...superseded, proposed], tx)
    // A policy that wants nobody's yes: built in only for what reads.
    return plan.approvalsNeeded === 0 ? startRun(tx, plan.id) : undefined
  })
  if (isRefusal(kept)) return kept
  failpoint('plan kept')
  const planned = await traffic
  if (planned !== null)
    await insertMeasurement(parts.store, plan.id, 'planned', planned).catch((error: unknown) =>
      parts.report(error, { plan: plan.id }),
    )
  await keepReading(parts, plan, 'before')
  if (kept !== undefined) await wakeRun(parts, kept)
  return plan
}

/** A slot has one plan, however often a process is killed or frozen while planning. */
const plannedFor = async (tx: Store, slot: PlannedSlot): Promise<Refusal | undefined> => {
  await lockPlansOfSlot(tx, slot)
  const made = await planOfSlot(tx, slot)
  return (
    made &&
    refusal(
      `The plan ${made.id} was made for ${slot.at} of ${slot.schedule} already.`,
      `Look at it: \`plan show ${made.id}\`.`,
      `plan show ${made.id}`,
    )
  )
}

/** The channel where approvers see the plan, wherever the request came from. */
const originOf = (
  { clusters, config }: Parts,
  { wanted, via, slot, follows }: Request,
): Origin => ({
  via,
  channel: clusters.get(wanted.cluster)?.config.channel ?? config.channels.ops,
  ...(slot ? { slot } : {}),
  ...(follows === undefined ? {} : { follows }),
})

/** Null where nothing is measured, or the figures cannot be read. */
const rememberedTraffic = async (parts: Parts, plan: Plan): Promise<object | null> => {
  if (!plan.measure) return null
  try {
    const notBefore = await lastChangeOf(parts.store, plan.cluster)
    return await parts.traffic.remembered(plan.cluster, plan.database, plan.measure, notBefore)
  } catch (error) {
    parts.report(error, { plan: plan.id })
    return null
  }
}
