/** Decides whether a person may decide about a plan: the people who had the plan made do not count. */
import { authorize } from '#engine/people/authorize'
import type { Origin } from '#model/change'
import type { PeopleConfig } from '#model/configuration'
import type { Person, Verb } from '#model/person'
import type { Refusal } from '#model/refusal'
import type { PlanRow } from '#store/plans'

/** Besides the owner of a schedule, the person who had the schedule run out of turn. */
export const authorizeOn = (
  people: PeopleConfig,
  person: Person,
  verb: Verb,
  { cluster, requester, origin }: Pick<PlanRow, 'cluster' | 'requester' | 'origin'>,
): Refusal | undefined => {
  const { slot } = origin as Partial<Origin>
  return (
    authorize(people, person, verb, { cluster, requester }) ??
    (slot?.askedBy === undefined
      ? undefined
      : authorize(people, person, verb, { cluster, requester: slot.askedBy }))
  )
}
