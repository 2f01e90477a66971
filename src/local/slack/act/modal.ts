/** A person fills in, submits or closes a modal, or uses an element of the Home tab. */
import { actionPayload, findElement } from '#local/slack/act/click'
import type { Got, Submitted } from '#local/slack/act/got'
import { ApiFailure } from '#local/slack/api/failure'
import { isObject, objectAt, objectsAt, textAt } from '#local/slack/json'
import { personCalled } from '#local/slack/look-up'
import type { Json, JsonObject, PageView } from '#local/slack/page-protocol'
import { interactionPayload } from '#local/slack/person-payload'
import type { Person } from '#local/slack/store'
import {
  type Entered,
  isInput,
  missingInputs,
  submittedValues,
  valueOf,
} from '#local/slack/view-values'
import {
  closeTop,
  homeOf,
  keepValues,
  pushView,
  replaceView,
  setViews,
  showErrors,
  viewsOf,
} from '#local/slack/views'
import type { Workspace } from '#local/slack/workspace'

/** The words of Slack's own modal. */
const trouble = {
  kind: 'notice',
  text: 'We had some trouble connecting. Try again?',
} as const

export interface InView {
  readonly as: string
  readonly viewId: string
}

export const topView = (
  ws: Workspace,
  { as, viewId }: InView,
): { person: Person; open: PageView } => {
  const person = personCalled(ws.store.state, as)
  const open = viewsOf(ws, person.id).at(-1)
  if (open?.id !== viewId) throw new Error(`${person.realName} does not have that view in front.`)
  return { person, open }
}

/** The modal in front, or the Home tab when no modal is open. */
const viewInFront = (ws: Workspace, act: InView): { person: Person; open: PageView } => {
  const person = personCalled(ws.store.state, act.as)
  const home = homeOf(ws, person.id)
  const covered = viewsOf(ws, person.id).length > 0
  return home?.id === act.viewId && !covered ? { person, open: home } : topView(ws, act)
}

const offeredIn =
  (ws: Workspace, viewId: string) =>
  (blockId: string, actionId: string): readonly JsonObject[] =>
    ws.offers.of({ viewId, blockId, actionId })

const valuesOf = (view: JsonObject): JsonObject => objectAt(objectAt(view, 'state'), 'values')

export const actInView = async (
  ws: Workspace,
  act: InView & {
    readonly actionId: string
    readonly blockId?: string
    readonly selected?: Entered
    /** Values of the other inputs that the person has changed. */
    readonly values?: Filled
  },
): Promise<Got> => {
  const { person, open } = viewInFront(ws, act)
  const found = findElement(objectsAt(open.view, 'blocks'), act.actionId, act.blockId)
  const block = textAt(found.block, 'block_id') ?? ''
  const offered = offeredIn(ws, open.id)
  const entered = submittedValues(
    objectsAt(open.view, 'blocks'),
    valuesOf(open.view),
    act.values ?? {},
    offered,
  )
  const selected = act.selected ?? null
  const options = offered(block, act.actionId)
  const values = isInput(found.element)
    ? {
        ...entered,
        [block]: {
          ...objectAt(entered, block),
          [act.actionId]: valueOf(found.element, selected, options),
        },
      }
    : entered
  const { view } = keepValues(ws, open, values)
  const answer = await ws.delivery.deliver({
    type: 'interactive',
    title: `${person.name} uses ${act.actionId} in ${open.view.type === 'home' ? 'the Home tab' : 'a modal'}`,
    payload: {
      type: 'block_actions',
      ...interactionPayload(ws, person),
      container: { type: 'view', view_id: open.id },
      view,
      actions: [actionPayload(found, selected, options)],
      trigger_id: ws.triggers.issue(person.id),
    },
  })
  if (answer.kind === 'unanswered') return trouble
  return { kind: 'acked', ms: answer.ms, message: null, payload: answer.payload }
}

export type Filled = Readonly<Record<string, Readonly<Record<string, Entered>>>>

export const submitView = async (
  ws: Workspace,
  act: InView & { readonly values: Filled },
): Promise<Submitted> => {
  const { person, open } = topView(ws, act)
  const blocks = objectsAt(open.view, 'blocks')
  const values = submittedValues(blocks, valuesOf(open.view), act.values, offeredIn(ws, open.id))
  const submitted = keepValues(ws, open, values)
  const errors = missingInputs(blocks, values)
  showErrors(ws, submitted, errors)
  if (Object.keys(errors).length) return { kind: 'errors', errors }
  const answer = await ws.delivery.deliver({
    type: 'interactive',
    title: `${person.name} submits ${textAt(open.view, 'callback_id') || 'a modal'}`,
    payload: {
      type: 'view_submission',
      ...interactionPayload(ws, person),
      view: submitted.view,
      response_urls: [],
      trigger_id: ws.triggers.issue(person.id),
    },
  })
  if (answer.kind === 'unanswered') return trouble
  try {
    return follow(ws, person, open.id, answer.payload)
  } catch (error) {
    if (!(error instanceof ApiFailure)) throw error
    ws.inspector.note(
      'ack',
      `The modal's answer is refused: ${error.message}`,
      answer.payload,
      false,
    )
    return trouble
  }
}

const errorsIn = (payload: JsonObject): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(objectAt(payload, 'errors')).flatMap(([block, said]) =>
      typeof said === 'string' ? [[block, said]] : [],
    ),
  )

/** Follows the `response_action` of the app's answer; without an action the modal closes. */
const follow = (ws: Workspace, person: Person, viewId: string, payload: Json): Submitted => {
  // Meanwhile the app may have updated the view by views.update.
  const open = viewsOf(ws, person.id).find(one => one.id === viewId)
  const answer = isObject(payload) ? payload : {}
  if (open === undefined) return { kind: 'closed' }
  switch (textAt(answer, 'response_action') ?? '') {
    case 'errors': {
      const errors = errorsIn(answer)
      showErrors(ws, open, errors)
      return { kind: 'errors', errors }
    }
    case 'update':
      replaceView(ws, open, answer.view)
      return shown(ws, person)
    case 'push':
      pushView(ws, person.id, answer.view)
      return shown(ws, person)
    case 'clear':
      setViews(ws, person.id, [])
      return { kind: 'closed' }
    default:
      closeTop(ws, person.id)
      return { kind: 'closed' }
  }
}

const shown = (ws: Workspace, person: Person): Submitted => {
  const view = viewsOf(ws, person.id).at(-1)
  return view ? { kind: 'shown', view } : { kind: 'closed' }
}

export const closeView = async (ws: Workspace, act: InView): Promise<void> => {
  const { person, open } = topView(ws, act)
  const all = open.view.clear_on_close === true
  if (all) setViews(ws, person.id, [])
  else closeTop(ws, person.id)
  if (open.view.notify_on_close !== true) return
  await ws.delivery.deliver({
    type: 'interactive',
    title: `${person.name} closes ${textAt(open.view, 'callback_id') || 'a modal'}`,
    payload: {
      type: 'view_closed',
      ...interactionPayload(ws, person),
      view: open.view,
      is_cleared: all,
    },
  })
}
