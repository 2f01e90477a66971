/** An input of a form: a text, a choice, or a name that is looked up while a person types. */
import type { ExternalSelect, InputBlock, PlainTextOption } from '@slack/types'
import type { Field } from '#model/input'
import type { FormReply } from '#model/reply'
import { cut } from '#slack/draw/blocks/escape'
import { visible } from '#text/invisible'

export const inputOf = (
  { values, problems }: FormReply,
  field: Field,
  clusters: readonly string[],
  asks: boolean,
): InputBlock => {
  const { key } = field
  const [value, problem] = [values[key], problems[key]]
  const hint = [problem === undefined || value === undefined ? '' : problem, field.hint]
    .filter(one => one !== '')
    .join(' ')
    // A hint is plain text.
    .replaceAll('`', '')
  return {
    type: 'input',
    block_id: key,
    optional: !field.required,
    ...(asks && key === 'cluster' ? { dispatch_action: true } : {}),
    label: { type: 'plain_text', text: cut(field.label, 2_000) },
    ...(hint === '' ? {} : { hint: { type: 'plain_text' as const, text: cut(hint, 2_000) } }),
    element: elementOf(field, value, clusters, asks),
  }
}

const elementOf = (
  { key, kind, choices, names }: Field,
  value: string | undefined,
  clusters: readonly string[],
  asks: boolean,
): InputBlock['element'] => {
  if (key === 'cluster' && clusters.length > 0)
    return { ...select(clusters, value), action_id: asks ? 'form-cluster' : 'value' }
  if (names !== null) return lookUp(value)
  if (kind === 'yes-no') return select(['yes', 'no'], value)
  if (choices.length > 0) return select(choices, value)
  return {
    type: 'plain_text_input',
    action_id: 'value',
    ...(value === undefined ? {} : { initial_value: cut(value, 3_000) }),
  }
}

const lookUp = (value: string | undefined): ExternalSelect => ({
  type: 'external_select',
  action_id: 'form-name',
  placeholder: { type: 'plain_text', text: 'Type a name, or choose one' },
  min_query_length: 0,
  // Slack accepts no option without text.
  ...(!value?.trim() || value.length > optionMost
    ? {}
    : { initial_option: nameOption(value, value) }),
})

/** Slack's limit of an option's value. */
export const optionMost = 150

/** Names come from catalogues and people, so a name is shown as written, with invisible characters made visible. */
export const nameOption = (label: string, value: string, more?: string): PlainTextOption => ({
  text: { type: 'plain_text', text: cut(visible(label), 75), emoji: false },
  value,
  ...(more === undefined ? {} : { description: { type: 'plain_text', text: cut(more, 75) } }),
})

const option = (text: string): PlainTextOption => ({
  text: { type: 'plain_text', text: cut(text, 75) },
  value: cut(text, 150),
})

const select = (choices: readonly string[], value: string | undefined) => ({
  type: 'static_select' as const,
  action_id: 'value',
  options: choices.slice(0, 100).map(option),
  ...(value !== undefined && choices.includes(value) ? { initial_option: option(value) } : {}),
})
