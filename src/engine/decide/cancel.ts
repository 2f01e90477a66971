/** A person withdraws a request, stops a run, or stops every run. One person is enough. */
import { deny } from '#engine/decide/record-denial'
import { noPlan } from '#engine/decide/too-late'
import { isRevert } from '#engine/guard/author'
import type { Parts } from '#engine/parts'
import { authorize } from '#engine/people/authorize'
import { wakeRun } from '#engine/run/wake'
import { findPlanOf, planIn } from '#engine/show/read-rows'
import { samePerson } from '#model/identity'
import type { Person } from '#model/person'
import type { Plan } from '#model/plan'
import { type Refusal, refusal } from '#model/refusal'
import { type Answer, answer } from '#model/reply'
import { endPending, findPlan, openPlanIds, type PlanRow } from '#store/plans'
import { findRunOfPlan, requestStop } from '#store/runs'
import type { Store } from '#store/store'
import { counted } from '#text/figures'

export interface Cancelling {
  readonly person: Person
  /** Of a plan or a run. */
  readonly id: string
  /** Needed only to withdraw a plan that somebody else asked for. */
  readonly reason: string | null
  readonly via: string
}

export const cancel = async (
  parts: Parts,
  { person, id, reason, via }: Cancelling,
): Promise<Answer | Refusal> => {
  const row = await findPlanOf(parts.store, id)
  if (!row) return noPlan(parts.store, id)
  const mayNot =
    authorize(parts.config.people, person, 'cancel', {
      cluster: row.cluster,
      requester: row.requester,
    }) ??
    (await mayNotKeep(parts, person, planIn(row))) ??
    withoutReason(parts, person, row, reason)
  if (mayNot) {
    await deny(parts, { person, plan: row.id, decision: 'cancel', via }, mayNot)
    return mayNot
  }
  const done = await withdrawOrStop(parts, person, row, reason)
  return (
    done ??
    refusal(`${row.id} is over: ${row.outcome ?? 'it ended just now'}.`, 'Nothing is left to stop.')
  )
}

/** As for a rejection: whoever asked reads why. */
const withoutReason = (
  { config: { people } }: Parts,
  person: Person,
  { id, state, requester }: PlanRow,
  reason: string | null,
): Refusal | undefined =>
  state !== 'pending' || reason !== null || samePerson(people, requester, person.id)
    ? undefined
    : refusal(
        `Somebody else asked for ${id}, so withdrawing it takes a reason.`,
        `Say why: \`run cancel ${id} reason="…"\`.`,
        `run cancel ${id}`,
      )

/** To stop a guard's undo is to keep the guarded change, which takes the right to keep that change. */
const mayNotKeep = async (
  { store, config }: Parts,
  person: Person,
  plan: Plan,
): Promise<Refusal | undefined> => {
  const guarded = isRevert(plan) && plan.undoes !== null && (await findPlanOf(store, plan.undoes))
  if (!guarded) return undefined
  const { id, cluster, requester } = guarded
  const mayNot = authorize(config.people, person, 'approve', { cluster, requester })
  return (
    mayNot &&
    refusal(
      `${plan.id} takes back ${id}: only an approver who did not request it can let that change stand.`,
      mayNot.instead,
    )
  )
}

/** A sentence about the stop; undefined when there was nothing to stop. */
const withdrawOrStop = async (
  parts: Parts,
  person: Person,
  row: Pick<PlanRow, 'id' | 'cluster' | 'state'>,
  reason: string | null,
): Promise<Answer | undefined> => {
  const { id, cluster } = row
  const detail = reason === null ? {} : { reason }
  const record = (tx: Store, kind: string) =>
    parts.record.append(kind, { actor: person.id, subject: { plan: id, cluster }, detail }, tx)
  const withdrawn = await parts.store.transaction(async tx => {
    const said = reason === null ? '' : `: ${reason.replace(/[.\s]+$/, '')}`
    const why = `${person.name} withdrew it${said}. Nothing was done.`
    const ours = await endPending(tx, id, 'cancelled', why)
    if (ours) await record(tx, 'plan.withdrawn')
    return ours
  })
  if (withdrawn) return answer(`${id} is withdrawn. Nothing was done.`)
  const run = await findRunOfPlan(parts.store, id)
  if (!run || run.ended_at) return undefined
  await parts.store.transaction(async tx => {
    const asked = await requestStop(tx, run.id, { person: person.id, name: person.name })
    if (asked) await record(tx, 'run.stop')
  })
  await wakeRun(parts, run.id)
  return answer(
    row.state === 'looking'
      ? `${id} will stop, but has not yet: its outcome is not known. Watch its message.`
      : `${id} stops at its next safe point; its message says what was undone.`,
  )
}

export const stopAll = async (parts: Parts, person: Person): Promise<Answer | Refusal> => {
  const mayNot = authorize(parts.config.people, person, 'stop', { cluster: null, requester: null })
  if (mayNot) return mayNot
  const stopped: string[] = []
  const left: string[] = []
  let waiting = 0
  for (const id of await openPlanIds(parts.store)) {
    const row = await findPlan(parts.store, id)
    if (row?.state === 'pending') waiting += 1
    if (!row || row.state === 'pending') continue
    const plan = planIn(row)
    const { headline } = plan
    // One person may stop any run, but not keep a change taken back by a guard.
    const keeps = await mayNotKeep(parts, person, plan)
    if (keeps) {
      left.push(`${id} goes on. ${keeps.because}`)
      continue
    }
    if (await withdrawOrStop(parts, person, row, null)) stopped.push(`${id}: ${headline}`)
  }
  const still =
    waiting === 0
      ? 'To keep anything new from starting, say `freeze reason="…"`.'
      : `${counted(waiting, 'plan waits', 'plans wait')} for approval and can still start: to prevent that, say \`freeze reason="…"\`.`
  if (stopped.length === 0)
    return left.length === 0
      ? answer(`Nothing is running. ${still}`)
      : answer('Nothing was stopped: only guards are undoing changes.', { lines: [...left, still] })
  await parts.record.appendOutcome('stop.all', {
    actor: person.id,
    subject: {},
    detail: { name: person.name, plans: stopped.map(one => one.split(':')[0]).join(', ') },
  })
  return answer(
    `Stopping ${counted(stopped.length, 'at its next safe point', 'at their next safe points')}:`,
    {
      lines: [
        ...stopped,
        'None has stopped yet, and an undo may take as long as the build did: watch their messages.',
        ...left,
        still,
      ],
    },
  )
}
