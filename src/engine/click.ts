/** A click: the button's random id is looked up, the person is authorised, the verb is done. */
import { setTimeout as sleep } from 'node:timers/promises'
import { cancel } from '#engine/cancel'
import type { Office } from '#engine/command'
import { decide } from '#engine/decide'
import { dispatch } from '#engine/dispatch'
import type { Parts } from '#engine/parts'
import type { Person } from '#engine/person'
import { readChange } from '#engine/read-change'
import { refusal } from '#engine/refusal'
import type { Reply } from '#engine/reply'
import { requestUndo } from '#engine/request-undo'
import { type ButtonRow, findButton } from '#store/buttons'
import { isMessageOf } from '#store/messages'

export const buttonVerbs = [
  'approve',
  'reject',
  'stop',
  'withdraw',
  'undo',
  'again',
  'command',
] as const
export type ButtonVerb = (typeof buttonVerbs)[number]

export interface Click {
  readonly button: string
  readonly person: Person
  readonly channel: string
  /** `ts` of the message it stood in; null where a plan has no message, as from a terminal. */
  readonly message: string | null
  /** Asked for in a small form, where the verb wants one. */
  readonly reason: string | null
}

export const click = async (parts: Parts, office: Office, clicked: Click): Promise<Reply> => {
  const button = await findButton(parts.store, clicked.button)
  if (!button) {
    await parts.record.appendOutcome('click.forged', {
      actor: clicked.person.id,
      subject: {},
      detail: { channel: clicked.channel },
    })
    return refusal(
      'Howdah does not know this button.',
      'Use the newest message, or type the command.',
    )
  }
  const { plan_id: plan } = button
  if (plan === null) return say(parts, office, clicked, button.command ?? '')
  if (await isElsewhere(parts, clicked, plan)) {
    await parts.record.appendOutcome('click.forged', {
      actor: clicked.person.id,
      subject: { plan },
      detail: { channel: clicked.channel, message: clicked.message },
    })
    return refusal(
      'This button stands in a message that Howdah did not write for its plan, so nothing was done.',
      `Look at the plan itself: \`plan show ${plan}\`.`,
      `plan show ${plan}`,
    )
  }
  return aboutPlan(parts, office, clicked, { ...button, plan_id: plan })
}

/** Tries of 100 ms: somebody may click before the process that posted the message has noted where. */
const tries = 20

/** Whoever has the bot's token could put a plan's button under other words. */
const isElsewhere = async (
  parts: Parts,
  { channel, message }: Click,
  plan: string,
): Promise<boolean> => {
  if (message === null) return false
  for (let looks = 1; looks <= tries; looks += 1) {
    if (await isMessageOf(parts.store, plan, channel, message)) return false
    await sleep(100)
  }
  return true
}

const say = (
  parts: Parts,
  office: Office,
  { person, channel }: Click,
  text: string,
): Promise<Reply> => dispatch(parts, office, { text, person, origin: { via: 'slack', channel } })

const aboutPlan = async (
  parts: Parts,
  office: Office,
  clicked: Click,
  { plan_id: plan, verb, fingerprint }: ButtonRow & { readonly plan_id: string },
): Promise<Reply> => {
  const { person, reason, channel } = clicked
  switch (verb as ButtonVerb) {
    case 'approve':
    case 'reject':
      return decide(parts, {
        person,
        plan,
        decision: verb as 'approve' | 'reject',
        reason,
        via: 'button',
        fingerprint,
      })
    case 'stop':
    case 'withdraw':
      return cancel(parts, person, plan)
    case 'undo':
      return requestUndo(parts, person, plan, { via: 'slack', channel })
    case 'again':
      return planAgain(parts, office, clicked, plan)
    case 'command':
      return refusal('This button has lost its command.', 'Type the command instead.')
  }
}

/** The same input, looked at afresh. */
const planAgain = async (
  parts: Parts,
  office: Office,
  clicked: Click,
  id: string,
): Promise<Reply> => {
  const change = await readChange(parts, id)
  const command = office.commands.find(
    one => one.kind === 'propose' && one.playbook.name === change?.plan.playbook,
  )
  if (!change || !command)
    return refusal('This plan cannot be made again here.', 'Type the command instead.')
  const { plan } = change
  const input = Object.entries(plan.input).map(([key, value]) => [key, String(value)] as const)
  return dispatch(parts, office, {
    text: command.words,
    values: { ...Object.fromEntries(input), cluster: plan.cluster, database: plan.database },
    person: clicked.person,
    origin: { via: 'slack', channel: clicked.channel },
  })
}
