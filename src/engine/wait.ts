/** Whether a run may go on now: not frozen, its approvals stand, and its claims are free. */
import { authorize } from '#engine/authorize'
import { recovery } from '#engine/recover'
import { isRefusal } from '#engine/refusal'
import { note, type Running } from '#engine/running'
import { Failure } from '#src/errors'
import { approvalsOf } from '#store/approvals'
import { takeClaims } from '#store/claims'
import { freezeOver } from '#store/freezes'
import { findPlan, setPlanState } from '#store/plans'
import { clearWaiting, releaseRun } from '#store/runs'

/** Seconds until a waiting run looks again by itself; whoever frees the way wakes it at once. */
const lookAgainIn = 5

export const waysAreClear = async (running: Running): Promise<boolean> => {
  const { parts, plan, run, lease, journal } = running
  const begun = journal.some(({ kind }) => kind === 'intent')
  const frozen = await freezeOver(parts.store, plan.cluster)
  if (frozen && (!begun || frozen.person === recovery)) {
    await setPlanState(parts.store, plan.id, begun ? 'looking' : 'parked')
    await releaseRun(
      parts.store,
      run,
      lease.token,
      `the freeze by ${frozen.name}: ${frozen.reason}`,
      lookAgainIn,
    )
    return false
  }
  const claims = plan.claims.map(({ on, key, label, mode }) => ({ kind: on, key, label, mode }))
  const { behind } = await takeClaims(parts.store, run, plan.cluster, claims)
  if (behind !== null) {
    await setPlanState(parts.store, plan.id, 'queued')
    await releaseRun(parts.store, run, lease.token, await named(running, behind), lookAgainIn)
    return false
  }
  await clearWaiting(parts.store, run, lease.token)
  if (journal.length === 0) {
    const problem = await whoMayNot(running)
    if (problem !== undefined) await note(running, 'looked', null, { outdated: problem })
  }
  return true
}

/** "p-7k3m9q (Build index … asked by Olga)". */
const named = async (running: Running, id: string): Promise<string> => {
  const row = await findPlan(running.parts.store, id)
  const headline =
    row && typeof row.body['headline'] === 'string' ? row.body['headline'] : 'another run'
  return `${id} (${headline})`
}

/** A sentence when somebody who approved lost the right to since; the account is asked about afresh. */
const whoMayNot = async ({ parts, plan }: Running): Promise<string | undefined> => {
  for (const { person: id, name } of await approvalsOf(parts.store, plan.id)) {
    const person = await parts.findPerson?.(id)
    if (!person) continue
    if (isRefusal(person)) {
      throw new Failure('people.silent', person.because, person.instead, { unknown: true })
    }
    const concern = { cluster: plan.cluster, requester: plan.requester }
    if (authorize(parts.config.people, person, 'approve', concern))
      return `${name}, who approved it, may not approve any more. Nothing was done.`
  }
  return undefined
}
