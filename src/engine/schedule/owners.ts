/** Looks up the owners of schedules for slots: a person without the role has nothing run any more. */
import type { Parts } from '#engine/parts'
import { openMoment } from '#engine/schedule/moments'
import type { Person } from '#model/person'
import type { Refusal } from '#model/refusal'
import { inventoryOwner, inventoryPerson } from '#model/schedule/inventory'
import type { Schedule } from '#model/schedule/schedule'

export type FindOwner = (owner: Schedule['owner']) => Promise<Person | Refusal>

/** Slack takes about 100 such questions a minute, and pauses a client that asks more. */
const momentMs = 5_000

export const openOwners = ({ findPerson }: Pick<Parts, 'findPerson'>): FindOwner => {
  const once = openMoment<Person | Refusal>(momentMs)
  return async owner => {
    if (owner.id === inventoryOwner.id) return inventoryPerson
    return findPerson === null
      ? { ...owner, standing: 'member', groups: [] }
      : once(owner.id, () => findPerson(owner.id))
  }
}
