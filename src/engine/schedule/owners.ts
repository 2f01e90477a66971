/** Looks up the owners of schedules for slots: a person without the role has nothing run any more. */
import type { Parts } from '#engine/parts'
import type { Person } from '#model/person'
import type { Refusal } from '#model/refusal'
import { inventoryOwner, inventoryPerson } from '#model/schedule/inventory'
import type { Schedule } from '#model/schedule/schedule'

export type FindOwner = (owner: Schedule['owner']) => Promise<Person | Refusal>

/** Slots of a moment share an answer: Slack takes about 100 such questions a minute, and pauses a client that asks more. */
const momentMs = 5_000

export const openOwners = ({ findPerson }: Pick<Parts, 'findPerson'>): FindOwner => {
  const asked = new Map<
    string,
    { readonly at: number; readonly answer: Promise<Person | Refusal> }
  >()
  return async owner => {
    if (owner.id === inventoryOwner.id) return inventoryPerson
    if (findPerson === null) return { ...owner, standing: 'member', groups: [] }
    const now = performance.now()
    const known = asked.get(owner.id)
    if (known && now - known.at < momentMs) return known.answer
    for (const [id, { at }] of asked) if (now - at >= momentMs) asked.delete(id)
    const answer = findPerson(owner.id)
    asked.set(owner.id, { at: now, answer })
    return answer
  }
}
