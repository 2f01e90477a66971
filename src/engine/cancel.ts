/** A person takes a request back, stops a run, or stops everything. One person is enough. */
import { authorize } from '#engine/authorize'
import { type Answer, answer } from '#engine/command'
import type { Parts } from '#engine/parts'
import type { Person } from '#engine/person'
import type { Plan } from '#engine/plan'
import { type Refusal, refusal } from '#engine/refusal'
import { endPending, findPlan, openPlanIds } from '#store/plans'
import { findRun, findRunOfPlan, requestStop } from '#store/runs'

/** `id` of a plan or a run. */
export const cancel = async (
  parts: Parts,
  person: Person,
  id: string,
): Promise<Answer | Refusal> => {
  const planId = id.startsWith('r-') ? (await findRun(parts.store, id))?.plan_id : id
  const row = planId === undefined ? undefined : await findPlan(parts.store, planId)
  if (!row) return refusal(`There is no plan or run ${id}.`, 'See `/pg run list`.')
  const mayNot = authorize(parts.config.people, person, 'cancel', {
    cluster: row.cluster,
    requester: row.requester,
  })
  if (mayNot) return mayNot
  const done = await withdrawOrStop(parts, person, row.body as unknown as Plan)
  return (
    done ??
    refusal(`${row.id} is over: ${row.outcome ?? 'it ended just now'}.`, 'Nothing is left to stop.')
  )
}

/** What was done about it, undefined when there was nothing to do. */
const withdrawOrStop = async (
  parts: Parts,
  person: Person,
  plan: Plan,
): Promise<Answer | undefined> => {
  const record = (kind: string) =>
    parts.record.append(kind, {
      actor: person.id,
      subject: { plan: plan.id, cluster: plan.cluster },
      detail: {},
    })
  if (!(await findRunOfPlan(parts.store, plan.id))) {
    await record('plan.withdrawn')
    const ours = await endPending(
      parts.store,
      plan.id,
      'cancelled',
      `${person.name} took it back. Nothing was done.`,
    )
    if (ours) return answer(`${plan.id} is taken back. Nothing was done.`)
  }
  // Looked for again: an approval may have started one at the same instant.
  const run = await findRunOfPlan(parts.store, plan.id)
  if (!run || run.ended_at) return undefined
  await record('run.stop')
  await requestStop(parts.store, run.id, { person: person.id, name: person.name })
  await parts.wake(run.id).catch((error: unknown) => parts.report(error, {}))
  return answer(`${plan.id} stops at its next safe point; its message says what was taken back.`)
}

export const stopAll = async (parts: Parts, person: Person): Promise<Answer | Refusal> => {
  const mayNot = authorize(parts.config.people, person, 'stop', { cluster: null, requester: null })
  if (mayNot) return mayNot
  const stopped: string[] = []
  for (const id of await openPlanIds(parts.store)) {
    const row = await findPlan(parts.store, id)
    const plan = row?.body as unknown as Plan | undefined
    const pending = row?.state === 'pending'
    if (plan && !pending && (await withdrawOrStop(parts, person, plan)))
      stopped.push(`${id}: ${plan.headline}`)
  }
  if (stopped.length === 0) return answer('Nothing is running.')
  return answer(`Stopping ${stopped.length} at their next safe points:`, { lines: stopped })
}
