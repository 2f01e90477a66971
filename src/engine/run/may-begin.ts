/** Decides whether a run may go on now: not frozen, approvals still valid, claims free. */
import { provenApprovers } from '#engine/decide/prove-for'
import { isRevert } from '#engine/guard/author'
import { authorize } from '#engine/people/authorize'
import { policyOf } from '#engine/policy/policy'
import { claim, giveBackClaims } from '#engine/run/claims'
import { note, type Running } from '#engine/run/held/run'
import { isHeld } from '#engine/run/journal/is-held'
import { hasBegun } from '#engine/run/journal/since-parked'
import { notYet } from '#engine/run/not-yet'
import { parkedBy } from '#engine/run/park'
import { steeredWords } from '#engine/run/steered-words'
import { namePlan } from '#engine/show/plan-name'
import { standsNoMore } from '#engine/standing/still-stands'
import { thawOf } from '#model/freeze'
import { distinct } from '#model/identity'
import { isRefusal } from '#model/refusal'
import { Failure } from '#src/errors'
import { countingApprovals } from '#store/approvals'
import { findBreakGlass } from '#store/break-glass'
import { type FreezeRow, freezeOver } from '#store/freezes'
import { steeringOf } from '#store/pieces/steering'
import { releaseRun } from '#store/run/hold'
import { setRunState } from '#store/runs'

/** Seconds until a waiting run looks again; a run that frees claims wakes the waiting run at once. */
const lookAgainIn = 5

/** The freeze of recovery mode says what to do in the reason. */
const frozenWords = ({ name, reason, scope, recovers }: FreezeRow): string =>
  `It waits for the freeze by ${name}: ${reason.replace(/\.$/, '')}.${recovers ? '' : ` To lift it, say \`${thawOf(scope)}\`.`}`

/** A person who lets the run go on wakes it at once. */
const heldFor = 60

export const mayBegin = async (running: Running): Promise<boolean> => {
  const { parts, plan, run, lease } = running
  const begun = hasBegun(running)
  const held = isHeld(running)
  const frozen = await freezeOver(parts.store, plan.cluster)
  const recovering = frozen?.recovers === true
  // The undo of a guard was approved with its change: only recovery mode keeps it.
  const goesOn = (begun && !held) || isRevert(plan)
  if (frozen && (!goesOn || recovering)) {
    await giveBackClaims(running)
    // In recovery mode the run may have begun, and ended, unknown to this journal.
    await setRunState(parts.store, run, lease.token, recovering ? 'looking' : 'parked')
    await releaseRun(parts.store, run, lease.token, frozenWords(frozen), lookAgainIn)
    return false
  }
  const later = goesOn ? undefined : await notYet(running, held)
  if (later) {
    await giveBackClaims(running)
    await setRunState(parts.store, run, lease.token, 'parked')
    await releaseRun(parts.store, run, lease.token, later.because, later.seconds)
    return false
  }
  const chosen = held ? await steeringOf(parts.store, run) : undefined
  if (chosen?.hold === true) {
    await setRunState(parts.store, run, lease.token, 'parked')
    await releaseRun(parts.store, run, lease.token, steeredWords(plan.id, chosen), heldFor)
    return false
  }
  const behind = await claim(running)
  if (behind) {
    const last = running.journal.findLast(({ kind }) => kind !== 'took over')
    const madeWay = last?.kind === 'parked' || last?.kind === 'held'
    const interrupted = madeWay && last.detail['by'] === behind.plan
    const state = held ? 'parked' : begun ? 'looking' : interrupted ? 'parked' : 'queued'
    await setRunState(parts.store, run, lease.token, state)
    const waitingFor = interrupted
      ? parkedBy(await namePlan(parts.store, behind.plan))
      : behind.waitingFor
    await releaseRun(parts.store, run, lease.token, waitingFor, lookAgainIn)
    return false
  }
  if (!goesOn && !begun) {
    const problem = await whoMayNot(running)
    if (problem !== undefined) await note(running, 'looked', null, { outdated: problem })
  }
  return true
}

/** A sentence when an approver has lost the right since; the account is looked up afresh. */
const whoMayNot = async ({ parts, plan, cluster }: Running): Promise<string | undefined> => {
  const [approvals, glass, proven] = await Promise.all([
    countingApprovals(parts.store, plan.id),
    findBreakGlass(parts.store, plan.id),
    provenApprovers(parts, parts.store, plan),
  ])
  const rejected = approvals.find(({ decision }) => decision === 'reject')
  if (rejected) return `${rejected.name} rejected it. Nothing was done.`
  const given = distinct(
    parts.config.people,
    approvals.filter(
      one =>
        one.decision === 'approve' && one.fingerprint === plan.fingerprint && proven(one.person),
    ),
  )
  // The plan may have been made under another inventory than this process has.
  const policy = policyOf(parts.config, { ...plan, environment: cluster.config.environment })
  const needed = Math.max(plan.approvalsNeeded, policy.approvers)
  if (!glass && given.length < needed)
    return `It has ${given.length} of ${needed} approvals. Nothing was done.`
  if (glass && !proven(glass.person))
    return `${glass.name}, who broke the glass, gave no one-time code. Nothing was done.`
  const outside = await standsNoMore(parts, plan, approvals)
  if (outside !== undefined) return `${outside} Nothing was done.`
  const deciders = [
    ...approvals.map(one => ({ ...one, verb: 'approve' as const, did: 'approved it' })),
    ...(glass ? [{ ...glass, verb: 'break-glass' as const, did: 'broke the glass' }] : []),
  ]
  for (const { person: id, name, verb, did } of deciders) {
    const person = await parts.findPerson?.(id)
    if (!person) continue
    if (isRefusal(person)) {
      throw new Failure('people.silent', person.because, person.instead, { unknown: true })
    }
    const concern = { cluster: plan.cluster, requester: plan.requester }
    if (authorize(parts.config.people, person, verb, concern))
      return `${name}, who ${did}, may no longer ${verb === 'approve' ? 'approve' : 'do that'}. Nothing was done.`
  }
  return undefined
}
