/** A click: the button's random id is looked up, the person is authorised, the verb is done. */
import { setTimeout as sleep } from 'node:timers/promises'
import { dispatch } from '#engine/ask/dispatch'
import { requestUndo } from '#engine/ask/request-undo'
import { merelyReads } from '#engine/ask/say-again'
import { decide } from '#engine/decide/approve'
import { cancel } from '#engine/decide/cancel'
import { keepGuarded, takeBackNow } from '#engine/decide/guard'
import { review } from '#engine/decide/review'
import { settleStep } from '#engine/decide/settle'
import type { Parts } from '#engine/parts'
import { overtaken } from '#engine/schedule/overtaken'
import { homeRendering, isHome } from '#engine/show/home'
import { readChange } from '#engine/show/read-change'
import type { Click } from '#model/edges'
import type { Engine } from '#model/engine'
import { splitOffered } from '#model/offer/offered'
import { refusal } from '#model/refusal'
import type { Reply } from '#model/reply'
import { type ButtonRow, findButton } from '#store/buttons'
import { isMessageOf } from '#store/messages'

export const buttonVerbs = [
  'approve',
  'reject',
  'stop',
  'withdraw',
  'undo',
  'again',
  'review',
  'was-done',
  'was-not-done',
  'keep',
  'take-back',
  'command',
] as const
export type ButtonVerb = (typeof buttonVerbs)[number]

export const click = async (parts: Parts, engine: Engine, clicked: Click): Promise<Reply> => {
  const button = await findButton(parts.store, clicked.button)
  if (button?.genuine === 'unsigned')
    return refusal(
      'This button is from before Howdah signed its buttons, or not by Howdah.',
      'Use a newer message, or type the command.',
    )
  if (!button || button.genuine !== 'genuine') {
    await parts.denials.say('click.forged', {
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
  if (plan === null) return say(parts, engine, clicked, button.command ?? '')
  if (await isElsewhere(parts, clicked, { ...button, plan_id: plan })) {
    await parts.denials.say('click.forged', {
      actor: clicked.person.id,
      subject: { plan },
      detail: { channel: clicked.channel, message: clicked.message },
    })
    return refusal(
      'Howdah does not know the message or view that this button stands in, so nothing was done.',
      `Look at the plan itself: \`plan show ${plan}\`.`,
      `plan show ${plan}`,
    )
  }
  return aboutPlan(parts, engine, clicked, { ...button, plan_id: plan })
}

/** Tries of 100 ms: a person may click before the posting process has stored where the message is. */
const tries = 20

/**
 * A thief of the bot's token could put a plan's button under other words. A button of the Home has a row
 * for each person: the button counts in the Home of that person and nowhere else, and no other button
 * counts there.
 */
const isElsewhere = async (
  parts: Parts,
  { channel, message, person }: Click,
  { plan_id: plan, rendering }: ButtonRow & { readonly plan_id: string },
): Promise<boolean> => {
  const inHome = channel === null && message === null
  if (inHome || isHome(rendering)) return !inHome || rendering !== homeRendering(person.id)
  if (channel === null || message === null) return true
  for (let looks = 1; looks <= tries; looks += 1) {
    if (await isMessageOf(parts.store, plan, channel, message)) return false
    await sleep(100)
  }
  return true
}

const say = async (
  parts: Parts,
  engine: Engine,
  { person, channel, code, button }: Click,
  said: string,
): Promise<Reply> => {
  const { command, offered } = splitOffered(said)
  const preview = offered?.kind === 'preview' ? offered : null
  const old = preview && (await overtaken(parts, preview, button))
  if (old) return old
  return dispatch(parts, engine, {
    text: command,
    person,
    origin: { via: 'slack', channel },
    offered: offered?.kind === 'preview' ? null : offered,
    ...(code === undefined ? {} : { code }),
  })
}

const clickAgain = ({ button, channel, message }: Click) => ({
  kind: 'clicked' as const,
  button,
  channel,
  message,
})

const aboutPlan = async (
  parts: Parts,
  engine: Engine,
  clicked: Click,
  {
    plan_id: plan,
    verb,
    command,
    fingerprint,
    rendering,
  }: ButtonRow & { readonly plan_id: string },
): Promise<Reply> => {
  const { person, reason, code = null } = clicked
  switch (verb as ButtonVerb) {
    case 'approve':
    case 'reject': {
      const decided = await decide(parts, {
        person,
        plan,
        decision: verb as 'approve' | 'reject',
        reason,
        via: 'button',
        fingerprint,
        code,
      })
      return decided.kind === 'code' ? { ...decided, again: clickAgain(clicked) } : decided
    }
    case 'stop':
    case 'withdraw':
      return cancel(parts, { person, id: plan, reason, via: 'button' })
    case 'undo':
      return requestUndo(parts, { person, id: plan, via: 'slack' })
    case 'again':
      return planAgain(parts, engine, clicked, plan)
    case 'review':
      return review(parts, { person, plan, note: reason, via: 'button' })
    case 'was-done':
    case 'was-not-done':
      return settleStep(parts, {
        person,
        id: plan,
        asked: rendering,
        done: verb === 'was-done',
        reason,
        via: 'button',
      })
    case 'keep':
      return keepGuarded(parts, { person, id: plan, via: 'button' })
    case 'take-back':
      return takeBackNow(parts, { person, id: plan, via: 'button' })
    case 'command':
      return command === null
        ? refusal('This button has lost its command.', 'Type the command.')
        : say(parts, engine, clicked, command)
  }
}

/** The same input, looked at afresh, for the same reason. */
const planAgain = async (
  parts: Parts,
  engine: Engine,
  clicked: Click,
  id: string,
): Promise<Reply> => {
  const plan = (await readChange(parts, id))?.plan
  if (plan && plan.undoes !== null)
    return requestUndo(parts, {
      person: clicked.person,
      id: plan.undoes,
      via: 'slack',
      again: plan,
    })
  const command = parts.commands.find(
    one => one.kind === 'propose' && one.playbook.name === plan?.playbook,
  )
  if (!plan || !command) return refusal('This plan cannot be made again here.', 'Type the command.')
  const { input, cluster, database, reason, ticket } = plan
  const asked = Object.entries({ ...input, cluster, database, reason, ticket }).filter(
    ([, value]) => value !== null,
  )
  return dispatch(parts, engine, {
    text: command.words,
    values: Object.fromEntries(asked.map(([key, value]) => [key, String(value)])),
    person: clicked.person,
    origin: { via: 'slack', channel: clicked.channel },
  })
}

/**
 * *Share* answers once more, for the whole channel, with the rights of the clicking person. Only reads are
 * repeated.
 */
export const share = async (parts: Parts, engine: Engine, clicked: Click): Promise<Reply> => {
  const button = await findButton(parts.store, clicked.button)
  const reads = button?.plan_id === null && merelyReads(button.command ?? '', parts.commands)
  return button && !reads
    ? refusal(
        'Only answers can be shared: sharing this would do it again.',
        'Tell the others in your own words.',
      )
    : click(parts, engine, clicked)
}
