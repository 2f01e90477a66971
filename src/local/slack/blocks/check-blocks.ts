/** Refuses what Slack would refuse, in its words. */
import { ApiFailure } from '#local/slack/api/failure'
import { messageBlock, modalBlock } from '#local/slack/blocks/blocks'
import { type Check, flag, list, object, type Say, text, word } from '#local/slack/blocks/check'
import { plainText } from '#local/slack/blocks/elements'
import { isObject, objectAt, objectsAt, textAt } from '#local/slack/json'
import type { Json, JsonObject } from '#local/slack/page-protocol'

/** Undocumented: bolt-js#2509. */
const longestMessage = 13_200
const longestMarkdown = 12_000
const longestTable = 10_000

const collect = (check: (say: Say) => void): readonly string[] => {
  const problems: string[] = []
  check((problem, pointer) => {
    problems.push(`${problem} [json-pointer:${pointer}]`)
  })
  return problems
}

/** Elements that can be acted on, wherever a block keeps them. */
export const elementsOf = (block: JsonObject): readonly JsonObject[] => {
  const single = [block.accessory, block.element].filter(isObject)
  return block.type === 'actions' ? objectsAt(block, 'elements') : single
}

const checkIds = (blocks: readonly JsonObject[], at: string, say: Say): void => {
  const seen = new Set<string>()
  for (const [index, block] of blocks.entries()) {
    const id = textAt(block, 'block_id')
    if (id !== null && seen.has(id))
      say(`block_id already exists: ${id}`, `${at}/${index}/block_id`)
    if (id !== null) seen.add(id)
    const actions = elementsOf(block).flatMap(element => textAt(element, 'action_id') ?? [])
    const twice = actions.find((action, position) => actions.indexOf(action) < position)
    if (twice !== undefined) say(`action_id already exists: ${twice}`, `${at}/${index}`)
  }
}

const textLength = (value: Json | undefined): number => {
  if (Array.isArray(value))
    return value.reduce((sum: number, one: Json) => sum + textLength(one), 0)
  if (!isObject(value)) return 0
  return Object.entries(value).reduce(
    (sum, [key, held]) =>
      sum + (key === 'text' && typeof held === 'string' ? held.length : textLength(held)),
    0,
  )
}

const checkSums = (blocks: readonly JsonObject[], say: Say): void => {
  const tables = blocks.filter(block => block.type === 'table')
  if (tables.length > 1) say('only one table is allowed', '/blocks')
  if (textLength(tables) > longestTable)
    say(`a table must have less than ${longestTable + 1} characters`, '/blocks')
  const markdown = blocks.filter(block => block.type === 'markdown')
  if (textLength(markdown) > longestMarkdown)
    say(`markdown must have less than ${longestMarkdown + 1} characters together`, '/blocks')
}

/** Throws `invalid_blocks` and tells where. */
export const checkMessageBlocks = (value: Json): readonly JsonObject[] => {
  if (!Array.isArray(value)) throw new ApiFailure('invalid_blocks_format')
  const blocks = value.filter(isObject)
  const problems = collect(say => {
    list(messageBlock, 50, 0)(value, '/blocks', say)
    checkIds(blocks, '/blocks', say)
    checkSums(blocks, say)
  })
  if (problems.length) throw new ApiFailure('invalid_blocks', problems)
  if (textLength(blocks) > longestMessage) throw new ApiFailure('msg_blocks_too_long')
  return blocks
}

const modal: Check = object(
  { type: word('modal'), title: plainText(24), blocks: list(modalBlock, 100, 0) },
  {
    submit: plainText(24),
    close: plainText(24),
    private_metadata: text(3000, 0),
    callback_id: text(255, 0),
    external_id: text(255, 0),
    clear_on_close: flag,
    notify_on_close: flag,
    submit_disabled: flag,
  },
)

/** Throws `invalid_arguments` and tells where, as views.* do. */
export const checkView = (value: Json | undefined): JsonObject => {
  if (!isObject(value)) throw new ApiFailure('invalid_arguments', ['missing required field: view'])
  const blocks = objectsAt(value, 'blocks')
  const problems = collect(say => {
    modal(value, '/view', say)
    checkIds(blocks, '/view/blocks', say)
    const hasInput = blocks.some(block => block.type === 'input')
    if (hasInput && textAt(objectAt(value, 'submit'), 'text') === null)
      say('missing required field: submit, because there is an input block', '/view')
  })
  if (problems.length) throw new ApiFailure('invalid_arguments', problems)
  return value
}
