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
  { cluster, requester, origin }: AskedFor,
): Refusal | undefined => {
  const askedBy = outOfTurnBy({ origin })
  return (
    authorize(people, person, verb, { cluster, requester }) ??
    (askedBy === null
      ? undefined
      : authorize(people, person, verb, { cluster, requester: askedBy }))
  )
}

/** The columns of a plan that tell who had the plan made. */
export type AskedFor = Pick<PlanRow, 'cluster' | 'requester' | 'origin'>

/** The person who had a schedule make the plan; null at a time of the calendar, and without a schedule. */
export const outOfTurnBy = ({ origin }: Pick<AskedFor, 'origin'>): string | null =>
  (origin as Partial<Origin>).slot?.askedBy ?? null
