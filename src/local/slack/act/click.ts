/** A person clicks a button of a message. */
import type { Got } from '#local/slack/act/got'
import { elementsOf } from '#local/slack/blocks/check-blocks'
import { newTs } from '#local/slack/ids'
import { objectAt, textAt } from '#local/slack/json'
import { channelCalled, isMember, messageAt, personCalled } from '#local/slack/look-up'
import { messageForApp, notify } from '#local/slack/messages'
import type { JsonObject } from '#local/slack/page-protocol'
import { interactionPayload } from '#local/slack/person-payload'
import type { Channel, Message, Person } from '#local/slack/store'
import { type Entered, isInput, valueOf } from '#local/slack/view-values'
import type { Workspace } from '#local/slack/workspace'

export interface Clicked {
  readonly as: string
  readonly channel: string
  readonly ts: string
  readonly actionId: string
  /** Needed only when several blocks have the same action id. */
  readonly blockId?: string
  /** The value of the button as the page showed it, which a message that was written anew may not have any more. */
  readonly value?: string
}

export interface Found {
  readonly block: JsonObject
  readonly element: JsonObject
}

export const findElement = (
  blocks: readonly JsonObject[],
  actionId: string,
  blockId?: string,
): Found => {
  const [found] = matching(blocks, actionId, blockId)
  if (found === undefined)
    throw new Error(`There is nothing with the action id "${actionId}" to click.`)
  return found
}

const matching = (
  blocks: readonly JsonObject[],
  actionId: string,
  blockId?: string,
): readonly Found[] =>
  blocks
    .filter(block => blockId === undefined || block.block_id === blockId)
    .flatMap(block => elementsOf(block).map(element => ({ block, element })))
    .filter(({ element }) => element.action_id === actionId)

/** Slack sends the click on a button that a person still saw, also when the message was written anew meanwhile. */
const clickedIn = (blocks: readonly JsonObject[], { actionId, blockId, value }: Clicked): Found => {
  if (value === undefined) return findElement(blocks, actionId, blockId)
  const shown = matching(blocks, actionId, blockId).find(({ element }) => element.value === value)
  return (
    shown ?? {
      block: { block_id: blockId ?? '' },
      element: { type: 'button', action_id: actionId, value },
    }
  )
}

/** An entry of the payload's `actions`. */
export const actionPayload = (
  found: Found,
  selected: Entered,
  offered: readonly JsonObject[] = [],
): JsonObject => ({
  ...(isInput(found.element)
    ? valueOf(found.element, selected, offered)
    : {
        type: 'button',
        text: found.element.text ?? null,
        ...(found.element.value === undefined ? {} : { value: found.element.value }),
        ...(found.element.style === undefined ? {} : { style: found.element.style }),
      }),
  action_id: found.element.action_id ?? '',
  block_id: found.block.block_id ?? '',
  action_ts: newTs(),
})

const containerOf = (message: Message): JsonObject => ({
  type: 'message',
  message_ts: message.ts,
  channel_id: message.channel,
  is_ephemeral: message.onlyFor !== null,
  ...(message.threadTs === null ? {} : { thread_ts: message.threadTs }),
})

const payloadOf = (
  ws: Workspace,
  person: Person,
  channel: Channel,
  message: Message,
  action: JsonObject,
): JsonObject => {
  const { ts, threadTs } = message
  const context = { channel: channel.id, user: person.id, ts, threadTs }
  return {
    type: 'block_actions',
    ...interactionPayload(ws, person),
    container: containerOf(message),
    channel: { id: channel.id, name: channel.kind === 'im' ? 'directmessage' : channel.name },
    // Slack leaves out the content of an ephemeral message.
    ...(message.onlyFor === null ? { message: messageForApp(ws, message) } : {}),
    state: { values: {} },
    actions: [action],
    trigger_id: ws.triggers.issue(person.id),
    response_url: ws.origin() + ws.responseUrls.issue(context),
  }
}

export const click = async (ws: Workspace, clicked: Clicked): Promise<Got> => {
  const { state } = ws.store
  const person = personCalled(state, clicked.as)
  const channel = channelCalled(state, clicked.channel)
  const message = messageAt(state, channel.id, clicked.ts)
  if (message === undefined) throw new Error('That message is no longer there.')
  const sees = message.onlyFor === null || message.onlyFor === person.id
  if (!sees || !isMember(ws, channel, person.id))
    throw new Error(`${person.realName} cannot see that message.`)
  const found = clickedIn(message.blocks, clicked)
  const action = actionPayload(found, null)
  const answer = await ws.delivery.deliver({
    type: 'interactive',
    title: `${person.name} clicks ${clicked.actionId}`,
    payload: payloadOf(ws, person, channel, message, action),
  })
  if (answer.kind === 'acked')
    return { kind: 'acked', ms: answer.ms, message: null, payload: answer.payload }
  const text = `The app did not respond to “${labelOf(found)}”. Try again.`
  notify(ws, person.id, channel.id, text)
  return { kind: 'notice', text }
}

const labelOf = ({ element }: Found): string =>
  textAt(objectAt(element, 'text'), 'text') ?? textAt(element, 'action_id') ?? ''
