/** A person types into an external select of a modal: the app is asked for options. */
import { findElement } from '#local/slack/act/click'
import type { Suggested } from '#local/slack/act/got'
import { type InView, topView } from '#local/slack/act/modal'
import { ApiFailure } from '#local/slack/api/failure'
import { checkOptions } from '#local/slack/blocks/check-blocks'
import { objectsAt, textAt } from '#local/slack/json'
import { interactionPayload } from '#local/slack/person-payload'
import type { Workspace } from '#local/slack/workspace'

export interface Typing extends InView {
  readonly blockId: string
  readonly actionId: string
  /** The current text of the select. */
  readonly value: string
}

/** The minimum query length when the app sets none; facts: docs.slack.dev, external select. */
const leastTyped = 3

const trouble = { kind: 'notice', text: 'The options could not be loaded. Try again?' } as const

export const suggest = async (ws: Workspace, typing: Typing): Promise<Suggested> => {
  const { person, open } = topView(ws, typing)
  const { blockId, actionId, value } = typing
  const { element } = findElement(objectsAt(open.view, 'blocks'), actionId, blockId)
  if (element.type !== 'external_select') throw new Error(`"${actionId}" asks for no options.`)
  const least = element.min_query_length
  if (value.length < (typeof least === 'number' ? least : leastTyped))
    return { kind: 'options', options: [] }
  const answer = await ws.delivery.deliver({
    type: 'interactive',
    title: `${person.name} types into ${textAt(element, 'action_id') ?? ''}`,
    payload: {
      type: 'block_suggestion',
      ...interactionPayload(ws, person),
      container: { type: 'view', view_id: open.id },
      // Slack leaves out the values entered so far (java-slack-sdk#1292).
      view: { ...open.view, state: { values: {} } },
      block_id: blockId,
      action_id: actionId,
      value,
    },
  })
  if (answer.kind === 'unanswered') return trouble
  try {
    const options = checkOptions(answer.payload)
    ws.offers.add({ viewId: open.id, blockId, actionId }, options)
    return { kind: 'options', options }
  } catch (error) {
    if (!(error instanceof ApiFailure)) throw error
    ws.inspector.note('ack', `The options are refused: ${error.message}`, answer.payload, false)
    return trouble
  }
}
