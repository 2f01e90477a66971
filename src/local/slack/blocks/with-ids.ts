/** Slack names what the app left without a name, so that each click says where it was. */
import { newShortId } from '#local/slack/ids'
import { isObject, textAt } from '#local/slack/json'
import type { Json, JsonObject } from '#local/slack/page-protocol'

const passive = new Set(['image', 'plain_text', 'mrkdwn'])

const element = (value: Json): Json =>
  isObject(value) && !passive.has(textAt(value, 'type') ?? '')
    ? { ...value, action_id: value.action_id ?? newShortId() }
    : value

export const withIds = (blocks: readonly JsonObject[]): readonly JsonObject[] =>
  blocks.map(block => ({
    ...block,
    block_id: block.block_id ?? newShortId(),
    ...(block.accessory === undefined ? {} : { accessory: element(block.accessory) }),
    ...(block.element === undefined ? {} : { element: element(block.element) }),
    ...(block.type === 'actions' && Array.isArray(block.elements)
      ? { elements: block.elements.map(element) }
      : {}),
  }))
