/** A freeze: on a frozen cluster no new run is started; a run that has begun goes on to the end. */
import { askersOfNow, askToEnd } from '#engine/freeze/end-recovery'
import type { Parts } from '#engine/parts'
import { authorize } from '#engine/people/authorize'
import type { StillMay } from '#engine/people/who-still-may'
import { recoveryScope, thawOf } from '#model/freeze'
import type { Person } from '#model/person'
import { type Refusal, refusal } from '#model/refusal'
import { type Answer, answer } from '#model/reply'
import { frozenScopes, insertFreeze, liftFreeze, lockedFreeze } from '#store/freezes'
import { openPlanIds, touchPlan } from '#store/plans'

const everything = (scope: string) => (scope === '*' ? 'Every cluster' : scope)

const checked = (
  parts: Parts,
  person: Person,
  verb: 'freeze' | 'thaw',
  scope: string,
): Refusal | undefined => {
  const cluster = scope === '*' ? null : scope
  const mayNot = authorize(parts.config.people, person, verb, { cluster, requester: null })
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
  const refused = checked(parts, person, 'freeze', scope)
  if (refused) return refused
  const frozen = await parts.store.transaction(async tx => {
    const ours = await insertFreeze(tx, { scope, person: person.id, name: person.name, reason })
    const detail = { name: person.name, reason }
    const said = { actor: person.id, subject: { scope }, detail }
    if (ours) await parts.record.append('freeze', said, tx)
    return ours
  })
  if (!frozen)
    return refusal(
      `${everything(scope)} is frozen already.`,
      `To lift it, say \`${thawOf(scope)}\`.`,
    )
  await showEverywhere(parts)
  return answer(
    `${everything(scope)} is frozen: nothing is started until somebody says \`${thawOf(scope)}\`. What has begun goes on.`,
  )
}

export const thaw = async (
  parts: Parts,
  person: Person,
  scope: string,
): Promise<Answer | Refusal> => {
  const refused = checked(parts, person, 'thaw', scope)
  if (refused) return refused
  const thawed = await lift(parts, person, scope)
  if (typeof thawed === 'object') return thawed
  if (!thawed) {
    const scopes = await frozenScopes(parts.store)
    return refusal(
      scope === '*' ? 'There is no freeze of all clusters.' : `${scope} is not frozen by itself.`,
      scopes.length === 0
        ? 'Nothing is frozen.'
        : `What is frozen is lifted by ${scopes.map(one => `\`${thawOf(one)}\``).join(', ')}.`,
    )
  }
  await showEverywhere(parts)
  return answer(
    `${everything(scope)} is thawed: what waited goes on within seconds, unless another freeze or a window holds it.`,
  )
}

/** False where nothing was frozen. */
const lift = async (
  parts: Parts,
  person: Person,
  scope: string,
): Promise<Answer | Refusal | boolean> => {
  // Looked up before the transaction: Slack may be slow.
  const askers: StillMay = scope === '*' ? await askersOfNow(parts) : new Map()
  const lifted = await parts.store.transaction(async tx => {
    const recovering = scope === '*' && (await lockedFreeze(tx, recoveryScope)) !== undefined
    const asked = recovering ? await askToEnd(parts, person, askers, tx) : undefined
    if (asked) return asked
    const over = scope === '*' && (await liftFreeze(tx, recoveryScope, person.id))
    // The first entry after recovery: from here on the anchors belong to this record.
    if (recovering) await parts.record.startAfresh(person.id)
    const ours = (await liftFreeze(tx, scope, person.id)) || over
    const said = { actor: person.id, subject: { scope }, detail: { name: person.name } }
    if (ours) await parts.record.append('thaw', said, tx)
    return ours
  })
  return lifted === 'look again' ? lift(parts, person, scope) : lifted
}
