/** Asks for a standing approval about a plan: people approve the plan's kind of change beforehand, for a schedule. */

import { Temporal } from 'temporal-polyfill'
import { noPlan } from '#engine/decide/too-late'
import { newStandingId } from '#engine/id'
import type { Parts } from '#engine/parts'
import { authorize } from '#engine/people/authorize'
import { policyOf } from '#engine/policy/policy'
import { planIn } from '#engine/show/read-rows'
import { exceeds } from '#engine/standing/envelope/judge'
import { proposeEnvelope, type Wider } from '#engine/standing/envelope/propose'
import { standingFingerprint } from '#engine/standing/fingerprint'
import { timesOfSchedule } from '#engine/standing/times'
import type { Origin } from '#model/change'
import type { Person } from '#model/person'
import type { Plan } from '#model/plan'
import type { Policy } from '#model/policy'
import { isRefusal, type Refusal, refusal } from '#model/refusal'
import { type Answer, answer } from '#model/reply'
import { sentenceOf } from '#model/standing/sentence'
import type { StandingBody } from '#model/standing/standing-approval'
import type { StandingWish } from '#model/standing/wish'
import { findPlan } from '#store/plans'
import { insertStanding } from '#store/standing-approvals/bodies'

/** Two people besides the requester, whatever the policy of a single plan is. */
const least = 2

export interface StandingAsked {
  readonly person: Person
  readonly wish: StandingWish
  readonly origin: Origin
}

export const askStanding = async (
  parts: Parts,
  asking: StandingAsked,
): Promise<Answer | Refusal> => {
  const body = await bodyOf(parts, asking)
  if (isRefusal(body)) return body
  await parts.store.transaction(async tx => {
    await insertStanding(tx, body)
    await parts.record.append(
      'standing.asked',
      {
        actor: body.requester,
        subject: { standing: body.id, scope: body.cluster },
        detail: {
          name: body.requesterName,
          says: sentenceOf(body),
          fingerprint: standingFingerprint(body),
          plan: body.plan,
          approvalsNeeded: body.approvalsNeeded,
          reason: body.reason,
          via: asking.origin.via,
        },
      },
      tx,
    )
  })
  return answer(`${body.id} waits for ${body.approvalsNeeded} approvers, for up to 7 days.`, {
    lines: [sentenceOf(body)],
    offers: [{ label: 'Show Approval', command: `approval show ${body.id}` }],
  })
}

const bodyOf = async (
  parts: Parts,
  { person, wish }: StandingAsked,
): Promise<StandingBody | Refusal> => {
  const row = await findPlan(parts.store, wish.plan)
  if (row?.genuine !== 'genuine') return noPlan(parts.store, wish.plan)
  const plan = planIn(row)
  const mayNot = authorize(parts.config.people, person, 'propose', {
    cluster: plan.cluster,
    requester: null,
  })
  if (mayNot) return mayNot
  const environment = parts.clusters.get(plan.cluster)?.config.environment ?? plan.environment
  const policy = policyOf(parts.config, { ...plan, environment })
  const never = whyNever(plan, policy)
  if (never) return never
  const timed = timesOf(wish, await parts.now())
  if (isRefusal(timed)) return timed
  const { envelope, sentence } = proposeEnvelope(plan, widerOf(wish))
  const over = exceeds(envelope, plan.steps, [])
  if (over.length > 0)
    return refusal(
      `The plan itself would not be covered: ${over.join('; ')}.`,
      'Allow as much as the plan does, or ask about another plan.',
    )
  const { playbook, version, cluster, database, input, target } = plan
  return {
    format: 1,
    id: newStandingId(),
    plan: plan.id,
    schedule: wish.schedule,
    times: await timesOfSchedule(parts.store, wish.schedule),
    playbook,
    version,
    cluster,
    environment,
    systemIdentifier: target.systemIdentifier,
    database,
    input,
    envelope,
    sentence,
    ...timed,
    requester: person.id,
    requesterName: person.name,
    reason: wish.reason ?? null,
    approvalsNeeded: Math.max(least, policy.approvers),
  }
}

const whyNever = (plan: Plan, policy: Policy): Refusal | undefined => {
  if (plan.risk === 'irreversible')
    return refusal(
      'What cannot be undone is never approved in advance.',
      'Have each plan approved separately.',
    )
  if (policy.code)
    return refusal(
      'The policy asks each approver for a one-time code, which nobody can give in advance.',
      'Have each plan approved separately.',
    )
  if (plan.undoes !== null)
    return refusal('An undo is not repeated.', 'Ask about the plan of the change itself.')
  return plan.steps.every(({ effects }) => effects.length === 0)
    ? refusal(
        'This plan changes nothing that a limit could apply to.',
        'It needs no standing approval.',
      )
    : undefined
}

const widerOf = ({ perSlot, perDay, bytes, schema }: StandingWish): Wider => ({
  ...(perSlot === undefined ? {} : { perSlot }),
  ...(perDay === undefined ? {} : { perDay }),
  ...(bytes === undefined ? {} : { bytes }),
  ...(schema === undefined ? {} : { schema }),
})

/** The last day counts whole, by the zone of the approval. */
const timesOf = (
  { until, from, to, zone = 'UTC' }: StandingWish,
  now: Date,
): Pick<StandingBody, 'hours' | 'zone' | 'endsAt'> | Refusal => {
  if ((from === undefined) !== (to === undefined))
    return refusal('Hours need a start and an end.', 'Give both: `from=01:00 to=05:00`.')
  const last = dayOf(until)
  const today = Temporal.Instant.fromEpochMilliseconds(now.getTime())
    .toZonedDateTimeISO(zone)
    .toPlainDate()
  if (last === undefined || Temporal.PlainDate.compare(last, today) < 0)
    return refusal(
      `${until} is not a future day.`,
      `Write the last day like ${today.add({ months: 6 }).toString()}.`,
    )
  const latest = today.add({ years: 1 })
  if (Temporal.PlainDate.compare(last, latest) > 0)
    return refusal(
      'A standing approval lasts a year at most, so that somebody reviews it.',
      `Say \`until=${latest.toString()}\` or earlier.`,
    )
  const ends = last.add({ days: 1 }).toZonedDateTime(zone)
  return {
    hours: from === undefined || to === undefined ? null : { from, to },
    zone,
    endsAt: new Date(ends.epochMilliseconds).toISOString(),
  }
}

const dayOf = (text: string): Temporal.PlainDate | undefined => {
  try {
    return Temporal.PlainDate.from(text, { overflow: 'reject' })
  } catch {
    return undefined
  }
}
