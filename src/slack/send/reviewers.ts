/** Tells reviewers of a break-glass by direct message: every approver except those who broke the glass or asked for the plan. */
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
 * Follows a separate message: an edit of the message that asked for approval notifies nobody. After a
 * failure here the plan's message stays behind, and both are tried again.
 */
export const followReviewers = async (
  { messages, people, roles }: Reviewing,
  { plan, origin, breakGlass }: Change,
): Promise<void> => {
  if (breakGlass === null) return
  const askedBy = origin.slot?.askedBy
  const approvers = await people.members(roles.approvers)
  const involved = [breakGlass.person, plan.requester, ...(askedBy === undefined ? [] : [askedBy])]
  const others = approvers.filter(user => !involved.some(one => samePerson(roles, one, user)))
  await messages.followDirectly(plan.id, 'review', others)
}
