/** Reminds an approver half-way to the expiry that a plan still waits, because an edit notifies nobody. */
import type { Change } from '#model/change'
import type { PeopleConfig } from '#model/configuration'
import type { MessageBook } from '#model/edges'
import { samePerson } from '#model/identity'
import { section } from '#slack/draw/blocks/blocks'
import { escape, when } from '#slack/draw/blocks/escape'
import { aboutChange } from '#slack/send/about-change'
import type { BackgroundClient } from '#slack/send/background-client'

export const remind = async (
  {
    messages,
    background,
    roles,
  }: {
    readonly messages: MessageBook
    readonly background: BackgroundClient
    readonly roles: PeopleConfig
  },
  change: Change,
  part: string,
  channel: string,
): Promise<void> => {
  const { plan, approvals } = change
  const user = part.slice(part.indexOf(':') + 1)
  if (approvals.some(({ person }) => samePerson(roles, person, user))) return
  const key = `reminder:${part}`
  if (!(await messages.claimLine(plan.id, key))) return
  const text = escape(
    `Still waiting for you: ${plan.headline} (${plan.cluster}, requested by ${plan.requesterName})`,
  )
  const words = `Still waiting for you: approve or reject it in the message above. It expires ${when(plan.expiresAt)}.`
  const about = aboutChange(change)
  const ts = await background.post(channel, { text, blocks: [section(words)] }, { about })
  await messages.linePosted(plan.id, key, ts)
}
