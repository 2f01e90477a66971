/** Reads a person's Home: plans that wait for the person, running plans, and the person's own requests. */
import type { Parts } from '#engine/parts'
import { authorize } from '#engine/people/authorize'
import { openChanges, readChanges } from '#engine/show/read-change'
import type { Change } from '#model/change'
import { identityOf, samePerson } from '#model/identity'
import type { Person } from '#model/person'
import type { Refusal } from '#model/refusal'
import type { Home } from '#model/reply'
import { planIdsAskedBy } from '#store/plans'

const askedMost = 5

/** The rendering of buttons in the Home of a person. */
export const homeRendering = (person: string): string => `home ${person}`

export const isHome = (rendering: string): boolean => rendering.startsWith('home ')

export const readHome = async (parts: Parts, person: Person): Promise<Home | Refusal> => {
  const { store, config } = parts
  const { people } = config
  const mayNot = authorize(people, person, 'read', { cluster: null, requester: null })
  if (mayNot) return mayNot
  const [open, asked] = await Promise.all([
    openChanges(parts),
    readChanges(parts, await planIdsAskedBy(store, idsOf(parts, person), askedMost)),
  ])
  const mayApprove = (change: Change | null): boolean =>
    !authorize(people, person, 'approve', {
      cluster: change?.plan.cluster ?? null,
      requester: change?.plan.requester ?? null,
    })
  return {
    kind: 'home',
    approver: mayApprove(null),
    waiting: open.filter(
      change =>
        change.state === 'pending' &&
        mayApprove(change) &&
        !change.approvals.some(given => samePerson(people, given.person, person.id)),
    ),
    running: open.filter(({ state }) => state !== 'pending'),
    asked,
  }
}

/** Every id under which this human asks: the Slack id, and logins on the command line. */
const idsOf = ({ config: { people } }: Parts, { id }: Person): readonly string[] => [
  id,
  ...Object.keys(people.aliases).filter(login => identityOf(people, login) === id),
]
