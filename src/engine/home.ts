/** What one person finds in Howdah's Home: what waits for them, what runs, what they asked for. */
import { authorize } from '#engine/authorize'
import type { Change } from '#engine/change'
import { identityOf, samePerson } from '#engine/identity'
import type { Parts } from '#engine/parts'
import type { Person } from '#engine/person'
import { openChanges, readChanges } from '#engine/read-change'
import type { Refusal } from '#engine/refusal'
import { planIdsAskedBy } from '#store/plans'

export interface Home {
  readonly kind: 'home'
  /** Whether this person may approve at all. */
  readonly approver: boolean
  /** Plans that this person may approve and has not decided about, the oldest first. */
  readonly waiting: readonly Change[]
  readonly running: readonly Change[]
  /** What this person asked for, the newest first. */
  readonly asked: readonly Change[]
}

/** One cluster as it is now. */
export interface ClusterGlance {
  readonly name: string
  readonly environment: string
  /** Those that answer. */
  readonly nodes: readonly {
    readonly name: string
    readonly role: 'primary' | 'replica'
    /** On a replica, of what the primary has written. */
    readonly behindBytes: number | null
  }[]
  /** What is wrong, in sentences. */
  readonly trouble: readonly string[]
}

const askedMost = 5

/** The rendering of buttons in the Home of one person. */
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

/** Every id that this human asks by: their own, and their logins on the command line. */
const idsOf = ({ config: { people } }: Parts, { id }: Person): readonly string[] => [
  id,
  ...Object.keys(people.aliases).filter(login => identityOf(people, login) === id),
]
