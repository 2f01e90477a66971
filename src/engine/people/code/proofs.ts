/** Which approvals of a plan were given with a one-time code, read from signed rows. */
import type { PeopleConfig } from '#model/configuration'
import { samePerson } from '#model/identity'
import type { Plan } from '#model/plan'
import { codesAbout } from '#store/people/codes'
import type { Store } from '#store/store'

/** What a code for a plan is for: of this very plan, as the person saw it. */
export const aboutPlan = ({ id, fingerprint }: Pick<Plan, 'id' | 'fingerprint'>): string =>
  `plan ${id} ${fingerprint}`

/** Tells whether a person gave a right code for the plan. */
export const provenBy = async (
  store: Store,
  people: PeopleConfig,
  plan: Pick<Plan, 'id' | 'fingerprint'>,
): Promise<(person: string) => boolean> => {
  const right = (await codesAbout(store, aboutPlan(plan))).filter(
    ({ verdict }) => verdict === 'accepted',
  )
  return person => right.some(one => samePerson(people, one.person, person))
}
