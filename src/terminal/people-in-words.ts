/** People and groups as a terminal names them: it knows logins, and no names of Slack's. */
import type { PeopleConfig } from '#model/configuration'
import { identityOf, isUserGroup, samePerson } from '#model/identity'
import { counted } from '#text/figures'
import { visible } from '#text/invisible'
import { listed } from '#text/listed'

/** `cli/adam, U_ADAM, U_DANA` → `adam and 1 person in Slack`, where the inventory says that adam is U_ADAM. */
export const peopleInWords = (ids: readonly string[], people: PeopleConfig): string => {
  const groups = ids.filter(isUserGroup)
  const single = ids.filter(id => !groups.includes(id))
  const humans = single.filter(
    (id, place) => !single.slice(0, place).some(other => samePerson(people, other, id)),
  )
  const named = humans.map(id => loginOf(id, people))
  const strangers = named.filter(name => name === undefined).length
  return (
    listed([
      ...named.filter(name => name !== undefined).map(visible),
      ...(strangers > 0 ? [`${counted(strangers, 'person', 'people')} in Slack`] : []),
      ...(groups.length > 0 ? [`${counted(groups.length, 'group')} in Slack`] : []),
    ]) || 'nobody'
  )
}

/** The login itself, or the login that the inventory has for a person of Slack. */
const loginOf = (id: string, people: PeopleConfig): string | undefined => {
  const login = id.startsWith('cli/')
    ? id
    : Object.keys(people.aliases).find(one => samePerson(people, identityOf(people, one), id))
  return login?.replace(/^cli\//, '')
}
