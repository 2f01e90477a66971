/** Forms: a command's missing values, the picker of a bare command, one notice. */
import type {
  ExternalSelect,
  InputBlock,
  KnownBlock,
  ModalView,
  PlainTextOption,
  SectionBlock,
} from '@slack/types'
import type { Field } from '#engine/fields'
import type { FormReply, PickerReply } from '#engine/reply'
import { visible } from '#engine/unseen'
import { actions, button, context, section } from '#slack/blocks'
import { cut, escape, sentence } from '#slack/escape'

/** What a view carries from opening to submitting; never trusted to decide anything. */
export interface FormCarries {
  readonly command: string
  readonly channel: string
  /** Every field, in the order in which the form was first shown. */
  readonly order: readonly string[]
  /** Which six of them are shown, counted from 0. */
  readonly page: number
  /** What is not to be read from the inputs that are shown. */
  readonly values: Readonly<Record<string, string>>
}

/** A phone shows three at a time; more are not read. */
const inputsMost = 6

/** Slack's limit of `private_metadata`. */
const carriesMost = 3_000

export const tooLong = ({ command }: FormReply): SectionBlock =>
  section(
    `There is too much in here to show it all. Say it in one line, with what is missing: \`${command} …\`.`,
  )

/** Fields whose names are looked up while somebody types. */
const looked: ReadonlySet<string> = new Set(['table', 'index'])

const title = (text: string) => ({ type: 'plain_text' as const, text: cut(text, 24) })

export const formView = (
  form: FormReply,
  channel: string,
  clusters: readonly string[],
  turned?: Pick<FormCarries, 'order' | 'page'>,
): ModalView => {
  const { order, page } = turned ?? { order: ordered(form).map(({ key }) => key), page: 0 }
  const keys = order.slice(page * inputsMost, (page + 1) * inputsMost)
  const shown = keys.flatMap(key => form.fields.find(field => field.key === key) ?? [])
  // A select that offers names is not told by Slack what the other inputs hold.
  const asks = clusters.length > 1 && order.some(key => looked.has(key))
  const carries: FormCarries = {
    command: form.command,
    channel,
    order,
    page,
    values: Object.fromEntries(
      Object.entries(form.values).filter(
        ([key]) => !keys.includes(key) || key === 'cluster' || key === 'database',
      ),
    ),
  }
  const carried = JSON.stringify(carries)
  if (carried.length > carriesMost) return noticeView('Too long for a form', [tooLong(form)])
  return {
    type: 'modal',
    callback_id: 'form',
    title: title(form.command),
    submit: title('Continue'),
    close: title('Cancel'),
    private_metadata: carried,
    blocks: [
      section(sentence(form.title)),
      ...shown.map(field => inputOf(form, field, clusters, asks)),
      ...turning(form, order, page),
    ],
  }
}

/** What is needed or wrong first, then what is filled in. */
const ordered = ({ fields, problems, values }: FormReply): readonly Field[] => {
  const weight = (field: Field): number =>
    problems[field.key] === undefined
      ? field.required
        ? 1
        : values[field.key] === undefined
          ? 3
          : 2
      : 0
  return fields.toSorted((one, other) => weight(one) - weight(other))
}

/** The way to the other pages, and what is found there. */
const turning = (
  { fields }: FormReply,
  order: readonly string[],
  page: number,
): readonly KnownBlock[] => {
  const further = order.slice((page + 1) * inputsMost)
  if (page === 0 && further.length === 0) return []
  const labels = further.flatMap(key => fields.find(field => field.key === key)?.label ?? [])
  const turn = (label: string, to: number) =>
    button({ action: `form-page-${to}`, id: String(to), label })
  return [
    ...actions([
      ...(page === 0 ? [] : [turn('Back', page - 1)]),
      ...(further.length === 0 ? [] : [turn('More Options', page + 1)]),
    ]),
    ...(labels.length === 0 ? [] : [context(`More options: ${labels.map(escape).join(', ')}.`)]),
  ]
}

const inputOf = (
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
  { key, kind, choices }: Field,
  value: string | undefined,
  clusters: readonly string[],
  asks: boolean,
): InputBlock['element'] => {
  if (key === 'cluster' && clusters.length > 0)
    return { ...select(clusters, value), action_id: asks ? 'form-cluster' : 'value' }
  if (looked.has(key)) return lookUp(value)
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
  // Slack takes no option without words.
  ...(!value?.trim() || value.length > optionMost
    ? {}
    : { initial_option: nameOption(value, value) }),
})

/** Slack's limit of an option's value. */
export const optionMost = 150

/** Names come from catalogues and people: shown as they are, with what nobody could see. */
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

export const pickerView = (picker: PickerReply, channel: string): ModalView => ({
  type: 'modal',
  callback_id: 'picker',
  title: title('What shall it be?'),
  submit: title('Continue'),
  close: title('Cancel'),
  private_metadata: JSON.stringify({
    command: '',
    channel,
    order: [],
    page: 0,
    values: {},
  } satisfies FormCarries),
  blocks: [
    {
      type: 'input',
      block_id: 'command',
      label: { type: 'plain_text', text: 'Command' },
      element: {
        type: 'static_select',
        action_id: 'value',
        options: picker.commands.slice(0, 100).map(({ words, summary }) => ({
          text: { type: 'plain_text', text: cut(`${words}: ${summary}`, 75) },
          value: words,
        })),
      },
    },
  ],
})

/** A view that says one thing, in place of a form that was sent. */
export const noticeView = (heading: string, blocks: readonly KnownBlock[]): ModalView => ({
  type: 'modal',
  callback_id: 'notice',
  title: title(heading),
  close: title('Close'),
  blocks: [...blocks],
})

interface Entered {
  readonly [block: string]: {
    readonly [action: string]: {
      readonly value?: string | null
      readonly selected_option?: { readonly value?: string } | null
    }
  }
}

/** What was entered, by block; empty fields are left out. */
export const enteredIn = (values: Entered): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(values).flatMap(([block, actions]) => {
      const entered = Object.values(actions)[0]
      const text = entered?.selected_option?.value ?? entered?.value ?? ''
      return text.trim() === '' ? [] : [[block, text] as const]
    }),
  )

/** What the whole form holds: what its inputs say now, and what was entered where they are not shown. */
export const filledIn = (
  carries: FormCarries,
  values: Entered,
): Readonly<Record<string, string>> => ({
  ...Object.fromEntries(Object.entries(carries.values).filter(([key]) => !(key in values))),
  ...enteredIn(values),
})
