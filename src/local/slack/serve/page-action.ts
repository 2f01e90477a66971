/** Performs the page's actions. */
import type { Actions } from '#local/slack/act/actions'
import type { Got, Submitted, Suggested } from '#local/slack/act/got'
import { isObject } from '#local/slack/json'
import type { Json, PageAction } from '#local/slack/page-protocol'

const needed: Readonly<Record<PageAction['kind'], readonly string[]>> = {
  say: ['as', 'channel', 'text'],
  act: ['as', 'channel', 'ts', 'blockId', 'actionId'],
  act_in_view: ['as', 'viewId', 'blockId', 'actionId'],
  suggest: ['as', 'viewId', 'blockId', 'actionId', 'value'],
  submit_view: ['as', 'viewId'],
  close_view: ['as', 'viewId'],
  open_im: ['as'],
  open_home: ['as'],
  fault: ['id'],
  lever: ['id'],
}

const readAction = (sent: Json | undefined): PageAction => {
  if (!isObject(sent)) throw new Error('An action is a JSON object.')
  const { kind } = sent
  if (typeof kind !== 'string' || !Object.hasOwn(needed, kind))
    throw new Error(`There is no such action: ${JSON.stringify(kind)}.`)
  const missing = needed[kind as PageAction['kind']].find(name => typeof sent[name] !== 'string')
  if (missing !== undefined) throw new Error(`The action "${kind}" needs a text "${missing}".`)
  if (kind === 'submit_view' && !isObject(sent.values))
    throw new Error('The action "submit_view" needs "values".')
  return sent as unknown as PageAction
}

/** A modal belongs to no channel for a notice, so the page shows the reply. */
const showTrouble = (got: Got | Submitted | Suggested): void => {
  if (got.kind === 'notice') throw new Error(got.text)
}

/** Returns the options for `suggest`, what a lever did, and null for every other action. */
export const doPageAction = async (actions: Actions, sent: Json | undefined): Promise<Json> => {
  const action = readAction(sent)
  if (action.kind === 'suggest') {
    const got = await actions.suggest(action)
    showTrouble(got)
    return got.kind === 'options' ? got.options : null
  }
  if (action.kind === 'lever') return actions.pull(action.id)
  await act(actions, action)
  return null
}

const act = async (
  actions: Actions,
  action: Exclude<PageAction, { kind: 'suggest' | 'lever' }>,
): Promise<void> => {
  switch (action.kind) {
    case 'say':
      await actions.say(action.as, action.channel, action.text, action.threadTs)
      return
    case 'act': {
      const { as, channel, ts, actionId, ...more } = action
      await actions.click(as, channel, ts, actionId, more)
      return
    }
    case 'act_in_view':
      return showTrouble(await actions.actInView(action))
    case 'submit_view':
      return showTrouble(await actions.submitView(action.as, action.viewId, action.values))
    case 'close_view':
      return actions.closeView(action.as, action.viewId)
    case 'open_im':
      actions.openIm(action.as)
      return
    case 'open_home':
      await actions.openHome(action.as)
      return
    case 'fault':
      return actions.setFault(action.id, action.on)
  }
}
