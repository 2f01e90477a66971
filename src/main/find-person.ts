/** Who somebody is now, asked again right before a run's first step. */
import { identityOf, partsOf } from '#engine/identity'
import type { Person } from '#engine/person'
import { isRefusal, type Refusal, refusal } from '#engine/refusal'
import type { Slack } from '#slack/connect'
import type { PeopleConfig } from '#src/config'

/**
 * Slack knows its own people. A login of the command line is asked about there too when the inventory
 * says who it is in Slack; otherwise the inventory, which is checked afterwards, is all there is to ask.
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
