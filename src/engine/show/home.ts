/** Reads a person's Home: waiting and running plans, standing approvals, own requests, coming schedules. */
import type { Parts } from '#engine/parts'
import { authorize } from '#engine/people/authorize'
import { openComing } from '#engine/show/coming'
import { openChanges, readChanges } from '#engine/show/read-change'
import { readApprovals } from '#engine/standing/read'
import type { Coming, Home } from '#model/home/home'
import { identityOf, samePerson } from '#model/identity'
import type { Person } from '#model/person'
import type { Refusal } from '#model/refusal'
import { endsSoon } from '#model/standing/ends-soon'
import type { StandingApproval } from '#model/standing/standing-approval'
import { planIdsAskedBy } from '#store/plans'

const askedMost = 5

/** The rendering of buttons in the Home of a person. */
export const homeRendering = (person: string): string => `home ${person}`

export const isHome = (rendering: string): boolean => rendering.startsWith('home ')

export const openHomes = (parts: Parts): ((person: Person) => Promise<Home | Refusal>) => {
  const coming = openComing(parts)
  return async person => {
    const mayNot = authorize(parts.config.people, person, 'read', {
      cluster: null,
      requester: null,
    })
    return mayNot ?? { ...(await ownOf(parts, person)), ...(await coming()) }
  }
}

const ownOf = async (parts: Parts, person: Person): Promise<Omit<Home, keyof Coming>> => {
  const { store, config } = parts
  const { people } = config
  const now = await parts.now()
  const [open, asked, standing] = await Promise.all([
    openChanges(parts),
    readChanges(parts, await planIdsAskedBy(store, idsOf(parts, person), askedMost)),
    readApprovals(parts, now),
  ])
  const mayApprove = (cluster: string | null, requester: string | null): boolean =>
    !authorize(people, person, 'approve', { cluster, requester })
  const hasDecided = (given: readonly { readonly person: string }[]): boolean =>
    given.some(one => samePerson(people, one.person, person.id))
  const concerns = (one: StandingApproval): boolean =>
    one.state === 'waiting'
      ? mayApprove(one.cluster, one.requester) && !hasDecided(one.decisions)
      : endsSoon(one, now) && hasDecided(one.decisions)
  return {
    kind: 'home',
    approver: mayApprove(null, null),
    waiting: open.filter(
      ({ state, plan, origin, approvals }) =>
        state === 'pending' &&
        mayApprove(plan.cluster, plan.requester) &&
        mayApprove(plan.cluster, origin.slot?.askedBy ?? null) &&
        !hasDecided(approvals),
    ),
    standing: standing.filter(concerns),
    running: open.filter(({ state }) => state !== 'pending'),
    asked,
  }
}

/** Every id under which this human asks: the Slack id, and logins on the command line. */
const idsOf = ({ config: { people } }: Parts, { id }: Person): readonly string[] => [
  id,
  ...Object.keys(people.aliases).filter(login => identityOf(people, login) === id),
]
