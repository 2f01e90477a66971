/** Adds ids that the app left out, as Slack does, so that each click names its place. */
import { newShortId } from '#local/slack/ids'
import { isObject } from '#local/slack/json'
import type { Json, JsonObject } from '#local/slack/page-protocol'

const element = (value: Json): Json =>
  isObject(value) ? { ...value, action_id: value.action_id ?? newShortId() } : value

export const withIds = (blocks: readonly JsonObject[]): readonly JsonObject[] =>
  blocks.map(block => ({
    ...block,
    block_id: block.block_id ?? newShortId(),
    ...(block.element === undefined ? {} : { element: element(block.element) }),
    ...(block.type === 'actions' && Array.isArray(block.elements)
      ? { elements: block.elements.map(element) }
      : {}),
  }))
