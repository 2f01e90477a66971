/** Tells reviewers of a break-glass by direct message: every approver except the person who broke the glass. */
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
 * Follows a separate message: an edit of the message that asked for approval notifies nobody, and the
 * requester of the plan has no such message. After a failure here the plan's message stays behind, and both
 * are tried again.
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
