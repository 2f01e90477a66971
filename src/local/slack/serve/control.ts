/** `POST /control/<verb>`: the actions of a test in another process. */
import type { Actions } from '#local/slack/act/actions'
import { isObject, listAt, objectAt, textAt } from '#local/slack/json'
import type { Json, JsonObject } from '#local/slack/page-protocol'
import type { SlackState, Store } from '#local/slack/store'

type Verb = (actions: Actions, store: Store, given: JsonObject) => unknown

const need = (given: JsonObject, name: string): string => {
  const value = textAt(given, name)
  if (value === null) throw new Error(`The field "${name}" must be a text.`)
  return value
}

const block = (given: JsonObject) => {
  const blockId = textAt(given, 'blockId')
  return blockId === null ? {} : { blockId }
}

const standings = ['member', 'guest', 'bot', 'deleted', 'external'] as const

const verbs: Readonly<Record<string, Verb>> = {
  say: (actions, _, given) =>
    actions.say(
      need(given, 'as'),
      need(given, 'channel'),
      need(given, 'text'),
      textAt(given, 'threadTs'),
    ),
  click: (actions, _, given) =>
    actions.click(
      need(given, 'as'),
      need(given, 'channel'),
      need(given, 'ts'),
      need(given, 'actionId'),
      block(given),
    ),
  act_in_view: (actions, _, given) =>
    actions.actInView({
      as: need(given, 'as'),
      viewId: need(given, 'viewId'),
      actionId: need(given, 'actionId'),
      values: objectAt(given, 'values') as Parameters<Actions['submitView']>[2],
      ...block(given),
      selected: textAt(given, 'selected'),
    }),
  suggest: (actions, _, given) =>
    actions.suggest({
      as: need(given, 'as'),
      viewId: need(given, 'viewId'),
      blockId: need(given, 'blockId'),
      actionId: need(given, 'actionId'),
      value: need(given, 'value'),
    }),
  submit_view: (actions, _, given) =>
    actions.submitView(
      need(given, 'as'),
      need(given, 'viewId'),
      objectAt(given, 'values') as Parameters<Actions['submitView']>[2],
    ),
  close_view: (actions, _, given) => actions.closeView(need(given, 'as'), need(given, 'viewId')),
  open_im: (actions, _, given) => actions.openIm(need(given, 'as')),
  open_home: (actions, _, given) => actions.openHome(need(given, 'as')),
  invite: (actions, _, given) => actions.invite(need(given, 'as'), need(given, 'channel')),
  delete_message: (actions, _, given) =>
    actions.deleteMessage(need(given, 'channel'), need(given, 'ts')),
  event: (actions, _, given) => actions.sendEvent(objectAt(given, 'event')),
  set_fault: (actions, _, given) => actions.setFault(need(given, 'id'), given.on === true),
  disconnect: (actions, _, given) => actions.disconnect(given.how === 'cut' ? 'cut' : 'refresh'),
  set_hint: (actions, _, given) => actions.setHint(textAt(given, 'text')),
  set_request_url: (actions, _, given) => actions.setRequestUrl(need(given, 'url')),
  pull: (actions, _, given) => actions.pull(need(given, 'id')),
  set_group: (actions, _, given) => {
    const members = listAt(given, 'members').filter(one => typeof one === 'string')
    const [id, handle, name] = [need(given, 'id'), need(given, 'handle'), need(given, 'name')]
    actions.setGroup({ id, handle, name, members })
  },
  set_person: (actions, _, given) => {
    const standing = standings.find(one => one === given.standing)
    if (standing === undefined) throw new Error(`"standing" is one of ${standings.join(', ')}.`)
    const [id, name] = [need(given, 'id'), need(given, 'name')]
    const [realName, title] = [need(given, 'realName'), need(given, 'title')]
    actions.setPerson({ id, name, realName, title, standing })
  },
  state: (_, store) => store.state,
  wait_message: (_, store, given) => waitMessage(store, given),
}

/** Resolves with the first message that contains this text in its JSON, public or for a single person. */
const waitMessage = (store: Store, given: JsonObject) => {
  const [containing, channel, ts] = [
    need(given, 'containing'),
    textAt(given, 'channel'),
    textAt(given, 'ts'),
  ]
  const look = ({ messages }: SlackState) =>
    messages.find(
      one =>
        (channel === null || one.channel === channel) &&
        (ts === null || one.ts === ts) &&
        (one.text.includes(containing) || JSON.stringify(one.blocks).includes(containing)),
    )
  const timeoutMs = typeof given.timeoutMs === 'number' ? given.timeoutMs : 10_000
  return store.waitFor(look, { timeoutMs, what: `a message with "${containing}"` })
}

export const doControl = async (
  actions: Actions,
  store: Store,
  verb: string,
  given: Json | undefined,
): Promise<Json> => {
  const run = Object.hasOwn(verbs, verb) ? verbs[verb] : undefined
  if (run === undefined)
    throw new Error(`There is no verb "${verb}"; there are ${Object.keys(verbs).join(', ')}.`)
  const result = await run(actions, store, isObject(given) ? given : {})
  return (result ?? null) as Json
}
