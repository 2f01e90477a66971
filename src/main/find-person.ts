/** Looks a person up again right before a run's first step. */
import type { PeopleConfig } from '#model/configuration'
import { identityOf, partsOf } from '#model/identity'
import type { Person } from '#model/person'
import { isRefusal, type Refusal, refusal } from '#model/refusal'
import type { Slack } from '#slack/connect'

/**
 * Slack knows its own people, and also a command line login that the inventory maps to a Slack user. Any
 * other login is known to the inventory only, and the inventory is checked afterwards.
 */
export const findPerson = async (
  people: PeopleConfig,
  slack: Slack | undefined,
  id: string,
): Promise<Person | Refusal> => {
  const { team, user } = partsOf(identityOf(people, id))
  if (team === 'cli') return { id, name: user, standing: 'member', groups: [] }
  if (!slack) return refusal('Slack is not connected yet.', 'It is asked again in a moment.')
  const found = await slack.find(user)
  return isRefusal(found) || !id.startsWith('cli/') ? found : { ...found, id }
}
