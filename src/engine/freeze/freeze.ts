/** A freeze: on a frozen cluster no new run is started; a run that has begun goes on to the end. */
import { askersOfNow, askToEnd } from '#engine/freeze/end-recovery'
import type { Parts } from '#engine/parts'
import { authorize } from '#engine/people/authorize'
import type { StillMay } from '#engine/people/who-still-may'
import { planIn } from '#engine/show/read-rows'
import { type Freeze, freezeLine, isFrozenBy, recoveryScope, thawOf } from '#model/freeze'
import type { Person } from '#model/person'
import { type Refusal, refusal } from '#model/refusal'
import { type Answer, answer } from '#model/reply'
import { insertFreeze, liftFreeze, lockedFreeze, standingFreezes } from '#store/freezes'
import { findPlan, openPlanIds, touchPlan } from '#store/plans'
import type { Store } from '#store/store'
import { counted } from '#text/figures'

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

/** What is open under a scope: begun runs, and the number of plans that wait for approval. */
interface OpenUnder {
  readonly begun: readonly string[]
  readonly waiting: number
}

/** Has every message of an open plan drawn anew, and tells what is open under the scope. */
const showEverywhere = async ({ store }: Parts, scope: string): Promise<OpenUnder> => {
  const begun: string[] = []
  let waiting = 0
  for (const id of await openPlanIds(store)) {
    await touchPlan(store, id)
    const row = await findPlan(store, id)
    if (!row || (scope !== '*' && row.cluster !== scope)) continue
    if (row.state === 'pending') waiting += 1
    else begun.push(`${id} (${planIn(row).headline})`)
  }
  return { begun, waiting }
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
  const { begun, waiting } = await showEverywhere(parts, scope)
  return answer(
    `${everything(scope)} is frozen: nothing is started until somebody says \`${thawOf(scope)}\`. ${begun.length === 0 ? 'Nothing was approved or running.' : 'What has begun goes on.'}`,
    {
      lines: [
        ...begun.map(one => `Approved before: ${one}.`),
        ...(waiting === 0
          ? []
          : [
              `${counted(waiting, 'plan waits', 'plans wait')} for approval, and can start only after the thaw.`,
            ]),
      ],
    },
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
    const others = await standingFreezes(parts.store)
    return refusal(
      scope === '*'
        ? 'There is no freeze of all clusters.'
        : `There is no freeze of ${scope} alone.`,
      others.length === 0
        ? 'Nothing needs to be thawed: no cluster is frozen.'
        : others.map(freezeLine).join(' '),
    )
  }
  await showEverywhere(parts, scope)
  const still = await stillFrozen(parts.store, scope)
  return still.length === 0
    ? answer(
        `${everything(scope)} is thawed: what waited goes on within seconds, unless a window holds it.`,
      )
    : answer(
        `The freeze of ${scope === '*' ? 'all clusters' : scope} is lifted, and ${still.length === 1 ? 'another one stands' : `${still.length} others stand`}.`,
        { lines: still.map(freezeLine) },
      )
}

/** Freezes that go on under the scope. */
const stillFrozen = async (store: Store, scope: string): Promise<readonly Freeze[]> =>
  (await standingFreezes(store)).filter(one => scope === '*' || isFrozenBy(one, scope))

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
    const still = (await stillFrozen(tx, scope)).map(one => one.scope)
    const detail = { name: person.name, still }
    const said = { actor: person.id, subject: { scope }, detail }
    if (ours) await parts.record.append('thaw', said, tx)
    return ours
  })
  return lifted === 'look again' ? lift(parts, person, scope) : lifted
}
