/** Two people end recovery mode: a person asks, and a different person, an approver, agrees. */
import type { Parts } from '#engine/parts'
import { authorize } from '#engine/people/authorize'
import { type StillMay, whoStillMay } from '#engine/people/who-still-may'
import { recoveryScope } from '#model/freeze'
import { samePerson } from '#model/identity'
import type { Person } from '#model/person'
import type { Refusal } from '#model/refusal'
import { type Answer, answer } from '#model/reply'
import { lockedFreeze } from '#store/freezes'
import { insertRecoveryAsk, recoveryAsks } from '#store/recovery-asks'
import type { Store } from '#store/store'

/** The people who asked to end recovery mode, and whether each may still ask. */
export const askersOfNow = async (parts: Parts): Promise<StillMay> => {
  const freeze = await parts.store.transaction(tx => lockedFreeze(tx, recoveryScope))
  if (freeze === undefined) return new Map()
  return whoStillMay(parts, await recoveryAsks(parts.store, freeze), 'thaw')
}

/** Undefined when the person may end recovery mode now, and where there is no recovery mode. */
export const askToEnd = async (
  parts: Parts,
  person: Person,
  /** As `askersOfNow` gave them. */
  known: StillMay,
  tx: Store,
): Promise<Answer | Refusal | 'look again' | undefined> => {
  const freeze = await lockedFreeze(tx, recoveryScope)
  if (freeze === undefined) return undefined
  const { people } = parts.config
  const concern = { cluster: null, requester: null }
  const mayNot = authorize(people, person, 'end-recovery', concern)
  // A person with a borrowed login could be both people.
  if (mayNot && person.borrowedBy !== undefined) return mayNot
  const askers = await recoveryAsks(tx, freeze)
  const mine = askers.filter(one => samePerson(people, one, person.id))
  const others = askers.filter(one => !mine.includes(one))
  // Somebody has asked since the people were looked up.
  if (others.some(one => !known.has(one))) return 'look again'
  if (mayNot === undefined && others.some(one => known.get(one))) return undefined
  if (mine.length === 0) {
    await insertRecoveryAsk(tx, freeze, person.id)
    const said = { actor: person.id, subject: { scope: '*' }, detail: { name: person.name } }
    await parts.record.append('recovery.asked', said, tx)
  }
  return answer(
    'You asked to end recovery mode. It goes on until another approver says `thaw` as well.',
  )
}
