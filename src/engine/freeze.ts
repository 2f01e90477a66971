/** Nothing new is started on a frozen cluster; what has begun goes on to its end. */
import { authorize } from '#engine/authorize'
import { type Answer, answer } from '#engine/command'
import type { Parts } from '#engine/parts'
import type { Person } from '#engine/person'
import { recovery } from '#engine/recover'
import { type Refusal, refusal } from '#engine/refusal'
import { deleteFreeze, freezeOver, insertFreeze } from '#store/freezes'
import { openPlanIds, touchPlan } from '#store/plans'

const everything = (scope: string) => (scope === '*' ? 'Every cluster' : scope)

const checked = (parts: Parts, person: Person, scope: string): Refusal | undefined => {
  const cluster = scope === '*' ? null : scope
  const mayNot = authorize(parts.config.people, person, 'freeze', { cluster, requester: null })
  if (mayNot) return mayNot
  return cluster === null || parts.clusters.has(cluster)
    ? undefined
    : refusal(
        `There is no cluster ${cluster}.`,
        `Name one of: ${[...parts.clusters.keys()].join(', ')}.`,
      )
}

const showEverywhere = async (parts: Parts): Promise<void> => {
  for (const plan of await openPlanIds(parts.store)) await touchPlan(parts.store, plan)
}

export const freeze = async (
  parts: Parts,
  person: Person,
  scope: string,
  reason: string,
): Promise<Answer | Refusal> => {
  const refused = checked(parts, person, scope)
  if (refused) return refused
  await parts.record.append('freeze', { actor: person.id, subject: { scope }, detail: { reason } })
  if (!(await insertFreeze(parts.store, { scope, person: person.id, name: person.name, reason }))) {
    return refusal(`${everything(scope)} is frozen already.`, 'Lift it with `/pg thaw` first.')
  }
  await showEverywhere(parts)
  return answer(
    `${everything(scope)} is frozen: nothing is started until \`/pg thaw\`. What has begun goes on.`,
  )
}

export const thaw = async (
  parts: Parts,
  person: Person,
  scope: string,
): Promise<Answer | Refusal> => {
  const refused = checked(parts, person, scope)
  if (refused) return refused
  const recovering = (await freezeOver(parts.store, '*'))?.person === recovery
  if (recovering && scope === '*') await parts.record.startAfresh(person.id)
  await parts.record.append('thaw', { actor: person.id, subject: { scope }, detail: {} })
  const lifted = recovering && scope === '*' && (await deleteFreeze(parts.store, 'recovery'))
  if (!(await deleteFreeze(parts.store, scope)) && !lifted) {
    return refusal(`${everything(scope)} is not frozen.`, 'Nothing needs to be done.')
  }
  await showEverywhere(parts)
  return answer(`${everything(scope)} is thawed: waiting runs go on within seconds.`)
}
