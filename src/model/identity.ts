/**
 * Maps ids to humans. A login on the command line is `cli/olga`; the inventory's aliases name the same
 * human in Slack, so that a human never counts twice.
 */
import type { PeopleConfig } from '#model/configuration'

/** `cli/olga` → `T_SHOP/U_OLGA` where the inventory has the alias; other ids stay as written. */
export const identityOf = (people: PeopleConfig, id: string): string => {
  const alias = people.aliases[id]
  if (alias === undefined) return id
  return alias.includes('/') || people.team === null ? alias : `${people.team}/${alias}`
}

/** A bare id may be of any team and then counts as the same person, which can only refuse too much. */
export const samePerson = (people: PeopleConfig, one: string, other: string): boolean => {
  const [a, b] = [partsOf(identityOf(people, one)), partsOf(identityOf(people, other))]
  if (a.team === 'cli' || b.team === 'cli') return a.team === b.team && a.user === b.user
  return a.user === b.user && (a.team === b.team || a.team === null || b.team === null)
}

/** Each human once, under however many names. */
export const distinct = <One extends { readonly person: string }>(
  people: PeopleConfig,
  decided: readonly One[],
): readonly One[] =>
  decided.filter(
    ({ person }, place) =>
      !decided.slice(0, place).some(other => samePerson(people, other.person, person)),
  )

/** Whether the inventory names a user group of Slack by the id. */
export const isUserGroup = (id: string): boolean => /^S[A-Z0-9_]+$/.test(id)

/** `T_SHOP/U_OLGA` → team and user; a bare id has no team. */
export const partsOf = (id: string): { readonly team: string | null; readonly user: string } => {
  const slash = id.indexOf('/')
  return slash < 0
    ? { team: null, user: id }
    : { team: id.slice(0, slash), user: id.slice(slash + 1) }
}
