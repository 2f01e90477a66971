/** The people of the inventory whom somebody calls by name: by their login, or as Slack knows them now. */
import type { Parts } from '#engine/parts'
import type { PeopleConfig } from '#model/configuration'
import { identityOf, isUserGroup, partsOf } from '#model/identity'
import { isRefusal } from '#model/refusal'

/** Ids, plans, runs and kinds of entries are no names, so Slack is asked about none of them. */
const isName = (said: string): boolean => !/^[pr]-|^[UW][A-Z0-9_]{2,}$|[/.]/.test(said)

/** The part of each id that the record's entries are found by: `U_OLGA`, and `olga` for `cli/olga`. */
export const usersCalled = async (
  said: string,
  people: PeopleConfig,
  findPerson: Parts['findPerson'],
): Promise<readonly string[]> => {
  if (!isName(said)) return []
  const wanted = said.trim().replace(/^@/, '').toLowerCase()
  const ids = new Set(
    [...people.operators, ...people.approvers, ...Object.keys(people.aliases)].flatMap(id =>
      isUserGroup(id) ? [] : [id, identityOf(people, id)],
    ),
  )
  const called = await Promise.all(
    [...ids].map(async id => ((await nameOf(id, findPerson)) === wanted ? [id] : [])),
  )
  const users = called
    .flat()
    .flatMap(id => [partsOf(id).user, partsOf(identityOf(people, id)).user])
  return [...new Set(users)]
}

const nameOf = async (id: string, findPerson: Parts['findPerson']): Promise<string | undefined> => {
  const { team, user } = partsOf(id)
  if (team === 'cli') return user.toLowerCase()
  const person = await findPerson?.(id).catch(() => undefined)
  return person === undefined || isRefusal(person) ? undefined : person.name.toLowerCase()
}
