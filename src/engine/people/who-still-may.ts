/** Finds the people of an earlier word who still have the right: a lost role takes the word along. */
import type { Parts } from '#engine/parts'
import { authorize } from '#engine/people/authorize'
import type { Person, Verb } from '#model/person'
import { isRefusal } from '#model/refusal'
import { Failure } from '#src/errors'

/** By id, whether a person may. */
export type StillMay = ReadonlyMap<string, boolean>

/** Asks Slack about each person, so never within a transaction. */
export const whoStillMay = async (
  { config, findPerson }: Pick<Parts, 'config' | 'findPerson'>,
  people: readonly string[],
  verb: Verb,
): Promise<StillMay> => {
  const may = new Map<string, boolean>()
  for (const id of new Set(people)) {
    const found = await findPerson?.(id)
    if (isRefusal(found))
      throw new Failure('people.silent', found.because, found.instead, { unknown: true })
    const person: Person = found ?? { id, name: id, standing: 'member', groups: [] }
    const mayNot = authorize(config.people, person, verb, { cluster: null, requester: null })
    may.set(id, mayNot === undefined)
  }
  return may
}
