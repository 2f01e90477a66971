/** Decides for commands, buttons, forms, schedules and the CLI whether a person may do a thing. */
import type { PeopleConfig } from '#model/configuration'
import { identityOf, partsOf, samePerson } from '#model/identity'
import type { Person, Verb } from '#model/person'
import { type Refusal, refusal } from '#model/refusal'

export interface Concern {
  readonly cluster: string | null
  /**
   * The requester of the plan in question, who may neither approve nor abandon the plan, nor review how the
   * plan was let through, but may break the glass.
   */
  readonly requester: string | null
}

/** Undefined means yes. Deny by default: a role that is not named in the inventory does not exist. */
export const authorize = (
  people: PeopleConfig,
  person: Person,
  verb: Verb,
  concern: Concern,
): Refusal | undefined => {
  if (person.standing === 'inventory')
    return verb === 'read' || verb === 'audit'
      ? undefined
      : refusal(
          'The inventory may only ask.',
          'A person with the role of an operator can save a schedule that plans.',
        )
  if (person.standing !== 'member') return notAMember(person)
  const operator = holds(people, people.operators, person)
  const approver = holds(people, people.approvers, person)
  if (!operator && !approver) {
    return refusal(
      'You have no role in Howdah.',
      'Ask whoever keeps the inventory to add you to `people.operators` or `people.approvers`.',
    )
  }
  const only = approversOnly[verb]
  if (person.borrowedBy !== undefined && (verb === 'propose' || only !== undefined)) {
    return refusal(
      `This shell runs as ${person.name}, but ${person.borrowedBy} logged in to it.`,
      'Ask and approve from a login of your own, or in Slack.',
    )
  }
  if (person.mayNotJudge && (verb === 'propose' || verb === 'thaw' || only !== undefined))
    return person.mayNotJudge
  if (verb === 'propose' && !operator) {
    return refusal('Only operators may ask for changes.', `Ask one of: ${named(people.operators)}.`)
  }
  if (only === undefined) return undefined
  if (
    secondPerson.has(verb) &&
    concern.requester !== null &&
    samePerson(people, concern.requester, person.id)
  ) {
    return refusal(
      'You asked for this yourself; it needs a second person.',
      `Ask one of: ${named(people.approvers)}.`,
    )
  }
  return approver
    ? undefined
    : refusal(`Only approvers may ${only}.`, `Ask one of: ${named(people.approvers)}.`)
}

/** Verbs that need another person than the requester. */
const secondPerson: ReadonlySet<Verb> = new Set(['approve', 'abandon', 'review'])

/** Verbs that need the role of an approver, and on the command line an unborrowed login. */
const approversOnly: Readonly<Partial<Record<Verb, string>>> = {
  approve: 'approve or reject',
  'break-glass': 'break the glass',
  review: 'review a break-glass',
  settle: 'say whether a step was done',
  abandon: 'give up a run',
  'end-recovery': 'end recovery mode',
  prune: 'agree to remove entries of the record',
  code: 'have a one-time code',
}

const standings: Readonly<Record<Exclude<Person['standing'], 'member' | 'inventory'>, string>> = {
  guest: 'Guests may not use Howdah.',
  bot: 'Bots may not use Howdah.',
  deleted: 'This account is deactivated.',
  external: 'People of other organisations may not use Howdah.',
}

const notAMember = (person: Person): Refusal =>
  refusal(
    person.standing === 'member' || person.standing === 'inventory'
      ? ''
      : standings[person.standing],
    'Ask a member of your team who has a role.',
  )

/**
 * Bare ids belong to the inventory's own team; the same id of another team is another person. A login has
 * the roles given to `cli/login` and to the login's Slack identity, never those of a bare id with the same
 * name.
 */
const holds = (people: PeopleConfig, role: readonly string[], person: Person): boolean => {
  const identity = identityOf(people, person.id)
  const { team, user } = partsOf(identity)
  const home = team === null || people.team === null || team === people.team
  const bare = home && team !== 'cli'
  return role.some(
    id =>
      id === person.id ||
      id === identity ||
      (bare && (id === user || (id.startsWith('S') && person.groups.includes(id)))),
  )
}

const named = (ids: readonly string[]): string =>
  ids.length === 0 ? 'nobody yet (the inventory names none)' : ids.map(mention).join(', ')

/** Slack draws these ids as names; an ephemeral message notifies no person. */
const mention = (id: string): string => {
  const { team, user } = partsOf(id)
  if (team === 'cli') return id
  return user.startsWith('S') ? `<!subteam^${user}>` : `<@${user}>`
}
