/** How many schedules there may be: each costs every process a look, and the channel an answer. */
import type { PeopleConfig } from '#model/configuration'
import { samePerson } from '#model/identity'
import { type Refusal, refusal } from '#model/refusal'
import { inventoryOwner } from '#model/schedule/inventory'
import type { Schedule } from '#model/schedule/schedule'
import { count } from '#text/figures'

/** Of one person, and of all people; the inventory's come on top. */
export const schedulesMost = { person: 100, all: 2_000 } as const

type Owned = Pick<Schedule, 'id' | 'owner' | 'state'>

/** Undefined where `owner` may save a schedule named `id`; a present schedule keeps its place. */
export const tooMany = (
  people: PeopleConfig,
  all: readonly Owned[],
  owner: string,
  id: string,
): Refusal | undefined => {
  const others = all.filter(
    one => one.id !== id && one.state.kind !== 'removed' && one.owner.id !== inventoryOwner.id,
  )
  const own = others.filter(one => samePerson(people, one.owner.id, owner))
  if (own.length >= schedulesMost.person)
    return refusal(
      `You have ${schedulesMost.person} schedules, which is the most for one person.`,
      'Remove one that you no longer need: `schedule list` shows all.',
      'schedule list',
    )
  return others.length >= schedulesMost.all
    ? refusal(
        `Howdah has ${count(schedulesMost.all)} schedules, which is its limit.`,
        'Remove one that is no longer needed: `schedule list` shows all.',
        'schedule list',
      )
    : undefined
}
