/** What people decide about a standing approval: approve, withdraw, review. One decision at a time, in one transaction. */
import type { Parts } from '#engine/parts'
import { authorize } from '#engine/people/authorize'
import { standingFingerprint } from '#engine/standing/fingerprint'
import { approversOf, readApprovals } from '#engine/standing/read'
import { samePerson } from '#model/identity'
import type { Person } from '#model/person'
import { isRefusal, type Refusal, refusal } from '#model/refusal'
import { type Answer, answer } from '#model/reply'
import { lastDay } from '#model/standing/sentence'
import type { StandingApproval, StandingBody } from '#model/standing/standing-approval'
import { advisoryLocks } from '#store/advisory-locks'
import { findSchedule } from '#store/schedule/schedules'
import { readStanding } from '#store/standing-approvals/bodies'
import { insertStandingDecision } from '#store/standing-approvals/decisions'
import type { Store } from '#store/store'
import { takeLock } from '#store/take-lock'
import { counted } from '#text/figures'

export interface StandingVerdict {
  readonly person: Person
  readonly id: string
  readonly decision: 'approve' | 'withdraw' | 'review'
  readonly note: string | null
  readonly via: string
}

export const decideStanding = async (
  parts: Parts,
  given: StandingVerdict,
): Promise<Answer | Refusal> => {
  const { person, id, decision, note, via } = given
  const now = await parts.now()
  const decided = await parts.store.transaction(async tx => {
    await takeLock(tx, { lock: advisoryLocks.standing, of: id })
    const [approval] = await readApprovals(parts, now, tx, id)
    const [row] = await readStanding(tx, id)
    if (!approval || !row)
      return refusal(
        `There is no standing approval ${id}.`,
        'See `approval list`.',
        'approval list',
      )
    if (isAgain(parts, given, approval)) return approval
    const mayNot = whyNot(parts, given, approval) ?? (await noScheduleLeft(tx, given, approval))
    if (mayNot) return mayNot
    const fingerprint = standingFingerprint(row.body)
    const said = { standing: id, person: person.id, name: person.name }
    await insertStandingDecision(tx, { ...said, decision, fingerprint, note, via })
    await say(parts, tx, given, row.body)
    const [after] = await readApprovals(parts, now, tx, id)
    if (after?.state === 'in force' && approval.state === 'waiting')
      await sayInForce(parts, tx, given, after)
    return after ?? approval
  })
  if (!isRefusal(decided)) return answer(wordsFor(parts, given, decided))
  await parts.denials.say('standing.denied', {
    actor: person.id,
    subject: { standing: id },
    detail: { decision, because: decided.because, via },
  })
  return decided
}

const recorded = { approve: 'approved', withdraw: 'withdrawn', review: 'reviewed' } as const

const say = (
  { record }: Parts,
  tx: Store,
  { person, id, decision, note, via }: StandingVerdict,
  body: StandingBody,
) =>
  record.append(
    `standing.${recorded[decision]}`,
    {
      actor: person.id,
      subject: { standing: id, scope: body.cluster },
      detail: {
        name: person.name,
        schedule: body.schedule,
        fingerprint: standingFingerprint(body),
        note,
        via,
      },
    },
    tx,
  )

const sayInForce = (
  { record, config }: Parts,
  tx: Store,
  { person, id }: StandingVerdict,
  after: StandingApproval,
) =>
  record.append(
    'standing.in-force',
    {
      actor: person.id,
      subject: { standing: id, scope: after.cluster },
      detail: {
        names: approversOf(config.people, after).map(({ name }) => name),
        schedule: after.schedule,
        sentence: after.sentence,
        until: lastDay(after),
      },
    },
    tx,
  )

const whyNot = (
  parts: Parts,
  { person, decision }: StandingVerdict,
  approval: StandingApproval,
): Refusal | undefined => {
  const { id, state, cluster, requester } = approval
  const { people } = parts.config
  if (decision === 'withdraw') {
    const mayNot = whyNotWithdraw(parts, person, approval)
    if (mayNot) return mayNot
    return state === 'waiting' || state === 'in force'
      ? undefined
      : refusal(`${id} is no longer in force: it is ${state}.`, 'Nothing more is needed.')
  }
  const mayNot = authorize(people, person, 'approve', { cluster, requester })
  if (mayNot) return mayNot
  if (decision === 'review')
    return state === 'in force'
      ? undefined
      : refusal(`${id} is ${state}.`, 'Only an approval in force is reviewed.')
  return state === 'waiting'
    ? undefined
    : refusal(
        `${id} is no longer waiting: it is ${state}.${noteOfEnd(approval)}`,
        `See \`approval show ${id}\`.`,
        `approval show ${id}`,
      )
}

/** A repeated approval changes nothing and gets the same answer. */
const isAgain = (
  { config: { people } }: Parts,
  { person, decision }: StandingVerdict,
  approval: StandingApproval,
): boolean =>
  decision === 'approve' &&
  (approval.state === 'waiting' || approval.state === 'in force') &&
  approversOf(people, approval).some(one => samePerson(people, one.person, person.id))

/** The person who withdrew the approval last, and why: ` Olga: Schedule nightly was removed.` */
const noteOfEnd = ({ decisions }: StandingApproval): string => {
  const last = decisions.findLast(({ decision }) => decision === 'withdraw')
  return last?.note ? ` ${last.name}: ${last.note}` : ''
}

/** A schedule that an older build removed left its approvals open. */
const noScheduleLeft = async (
  tx: Store,
  { decision }: StandingVerdict,
  { schedule }: StandingApproval,
): Promise<Refusal | undefined> => {
  const found = decision === 'withdraw' ? undefined : await findSchedule(tx, schedule)
  return found?.state.kind === 'removed'
    ? refusal(
        `Schedule ${schedule} was removed by ${found.personName}, so there is nothing left to approve.`,
        'For a schedule of that name that is saved anew, ask anew.',
        'schedule list',
      )
    : undefined
}

/** To withdraw is the safe side: the requester may, and any approver, and one person is enough. */
const whyNotWithdraw = (
  { config: { people } }: Parts,
  person: Person,
  { cluster, requester }: StandingApproval,
): Refusal | undefined => {
  const concern = { cluster, requester: null }
  const stranger = authorize(people, person, 'cancel', concern)
  if (stranger) return stranger
  return samePerson(people, requester, person.id)
    ? undefined
    : authorize(people, person, 'approve', concern)
}

const wordsFor = (
  { config }: Parts,
  { id, decision }: StandingVerdict,
  after: StandingApproval,
): string => {
  if (decision === 'withdraw')
    return `${id} is withdrawn: the next slot of ${after.schedule} asks again. What has begun goes on.`
  if (decision === 'review') return `Your review of ${id} is noted; it ends on ${lastDay(after)}.`
  const missing = after.approvalsNeeded - approversOf(config.people, after).length
  return missing > 0
    ? `Approved. ${counted(missing, 'more approval is', 'more approvals are')} needed.`
    : `Approved. ${id} is in force until ${lastDay(after)}; \`approval withdraw ${id}\` ends it at any time.`
}
