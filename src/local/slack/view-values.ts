/** `view.state.values` and actions: the entered values, in Slack's shape for each element. */
import { elementsOf } from '#local/slack/blocks/check-blocks'
import { isObject, objectAt, objectsAt, textAt } from '#local/slack/json'
import type { Json, JsonObject } from '#local/slack/page-protocol'

/** Text, an option's value, or null. */
export type Entered = string | null

const optionCalled = (
  element: JsonObject,
  value: string,
  offered: readonly JsonObject[],
): JsonObject => {
  const named = [element.initial_option].filter(isObject)
  const found = [...named, ...objectsAt(element, 'options'), ...offered].find(
    option => option.value === value,
  )
  if (found === undefined)
    throw new Error(`"${textAt(element, 'action_id')}" has no option with the value "${value}".`)
  return found
}

export const isInput = (element: JsonObject): boolean => element.type !== 'button'

/** An element's value after an entry; `offered` are options from outside the element. */
export const valueOf = (
  element: JsonObject,
  entered: Entered,
  offered: readonly JsonObject[] = [],
): JsonObject => {
  const type = textAt(element, 'type') ?? ''
  const one = entered === '' ? null : entered
  return type === 'plain_text_input'
    ? { type, value: one }
    : { type, selected_option: one === null ? null : optionCalled(element, one, offered) }
}

const firstValue = (element: JsonObject): JsonObject => {
  const type = textAt(element, 'type') ?? ''
  return type === 'plain_text_input'
    ? { type, value: textAt(element, 'initial_value') }
    : { type, selected_option: element.initial_option ?? null }
}

const mapInputs = (
  blocks: readonly JsonObject[],
  value: (element: JsonObject, block: string, action: string) => Json,
): JsonObject =>
  Object.fromEntries(
    blocks.flatMap(block => {
      const id = textAt(block, 'block_id') ?? ''
      const entries = elementsOf(block)
        .filter(isInput)
        .map((element): [string, Json] => {
          const action = textAt(element, 'action_id') ?? ''
          return [action, value(element, id, action)]
        })
      return entries.length ? [[id, Object.fromEntries(entries)]] : []
    }),
  )

export const firstValues = (blocks: readonly JsonObject[]): JsonObject =>
  mapInputs(blocks, firstValue)

/** Values after a submit; untouched inputs keep their value. */
export const submittedValues = (
  blocks: readonly JsonObject[],
  before: JsonObject,
  entered: Readonly<Record<string, Readonly<Record<string, Entered>>>>,
  offered: (block: string, action: string) => readonly JsonObject[],
): JsonObject =>
  mapInputs(blocks, (element, block, action) => {
    const given = entered[block]?.[action]
    return given === undefined
      ? (objectAt(before, block)[action] ?? firstValue(element))
      : valueOf(element, given, offered(block, action))
  })

/** Slack's complaint before anything is sent; null when there is none. */
const complaint = (element: JsonObject, value: JsonObject): string | null => {
  const { value: text, selected_option: one } = value
  const empty = [text, one].every(held => held === undefined || held === null)
  if (empty) return 'Please complete this required field.'
  if (typeof text !== 'string') return null
  const { min_length: least, max_length: most } = element
  if (typeof least === 'number' && text.length < least)
    return `Please enter at least ${least} characters.`
  if (typeof most === 'number' && text.length > most)
    return `Please enter at most ${most} characters.`
  return null
}

export const missingInputs = (
  blocks: readonly JsonObject[],
  values: JsonObject,
): Readonly<Record<string, string>> =>
  Object.fromEntries(
    blocks.flatMap(block => {
      const [element] = elementsOf(block)
      if (block.type !== 'input' || !isObject(element)) return []
      const id = textAt(block, 'block_id') ?? ''
      const value = objectAt(objectAt(values, id), textAt(element, 'action_id') ?? '')
      const said = complaint(element, value)
      const isEmpty = said === 'Please complete this required field.'
      return said === null || (isEmpty && block.optional === true) ? [] : [[id, said]]
    }),
  )
