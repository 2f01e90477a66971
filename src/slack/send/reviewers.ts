/** Who hears of a break-glass by direct message: each approver but the one who broke the glass. */
import type { Change } from '#model/change'
import type { PeopleConfig } from '#model/configuration'
import type { MessageBook } from '#model/edges'
import { samePerson } from '#model/identity'
import type { People } from '#slack/send/people'

export interface Reviewing {
  readonly messages: MessageBook
  readonly people: People
  readonly roles: PeopleConfig
}

/**
 * A message of its own, followed like any other: an edit of the one that asked for approval notifies
 * nobody, and whoever asked for the plan has none. What fails here leaves the plan's message behind, and
 * is tried again with it.
 */
export const followReviewers = async (
  { messages, people, roles }: Reviewing,
  { plan, breakGlass }: Change,
): Promise<void> => {
  if (breakGlass === null) return
  const approvers = await people.members(roles.approvers)
  const others = approvers.filter(user => !samePerson(roles, breakGlass.person, user))
  await messages.followDirectly(plan.id, 'review', others)
}
