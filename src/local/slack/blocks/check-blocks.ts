/** Refuses the same blocks that Slack would refuse, in Slack's words. */
import { ApiFailure } from '#local/slack/api/failure'
import { messageBlock, viewBlock } from '#local/slack/blocks/blocks'
import { type Check, flag, list, object, type Say, text, word } from '#local/slack/blocks/check'
import { offeredOptions, plainText } from '#local/slack/blocks/elements'
import { isObject, objectAt, objectsAt, textAt } from '#local/slack/json'
import type { Json, JsonObject } from '#local/slack/page-protocol'

/** Undocumented: bolt-js#2509. */
const longestMessage = 13_200
const longestTable = 10_000

const collect = (check: (say: Say) => void): readonly string[] => {
  const problems: string[] = []
  check((problem, pointer) => {
    problems.push(`${problem} [json-pointer:${pointer}]`)
  })
  return problems
}

/** Interactive elements, wherever a block keeps them. */
export const elementsOf = (block: JsonObject): readonly JsonObject[] =>
  block.type === 'actions' ? objectsAt(block, 'elements') : [block.element].filter(isObject)

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

/** Checks the app's options for an external select; throws `invalid_arguments` with the places. */
export const checkOptions = (answer: Json): readonly JsonObject[] => {
  const options = isObject(answer) ? (answer.options ?? null) : null
  const problems = collect(say => offeredOptions(options, '/options', say))
  if (problems.length) throw new ApiFailure('invalid_arguments', problems)
  return isObject(answer) ? objectsAt(answer, 'options') : []
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
}

/** Throws `invalid_blocks` with the places. */
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

/** 250 kB, for modals and Home tabs alike. */
const largestView = 250_000

const anyView = {
  private_metadata: text(3000, 0),
  callback_id: text(255, 0),
  external_id: text(255, 0),
}

const modal: Check = object(
  { type: word('modal'), title: plainText(24), blocks: list(viewBlock, 100, 0) },
  {
    ...anyView,
    submit: plainText(24),
    close: plainText(24),
    clear_on_close: flag,
    notify_on_close: flag,
    submit_disabled: flag,
  },
)

const home: Check = object({ type: word('home'), blocks: list(viewBlock, 100, 0) }, anyView)

/** Throws `invalid_arguments` with the places, as views.* do. */
const checkView = (
  value: Json | undefined,
  check: Check,
  more: (blocks: readonly JsonObject[], say: Say) => void,
): JsonObject => {
  if (!isObject(value)) throw new ApiFailure('invalid_arguments', ['missing required field: view'])
  const blocks = objectsAt(value, 'blocks')
  const problems = collect(say => {
    check(value, '/view', say)
    checkIds(blocks, '/view/blocks', say)
    more(blocks, say)
  })
  if (problems.length) throw new ApiFailure('invalid_arguments', problems)
  if (JSON.stringify(value).length > largestView) throw new ApiFailure('view_too_large')
  return value
}

export const checkModal = (value: Json | undefined): JsonObject =>
  checkView(value, modal, (blocks, say) => {
    const hasInput = blocks.some(block => block.type === 'input')
    if (hasInput && textAt(isObject(value) ? objectAt(value, 'submit') : {}, 'text') === null)
      say('missing required field: submit, because there is an input block', '/view')
  })

export const checkHome = (value: Json | undefined): JsonObject => checkView(value, home, () => {})
