/** Forms: a command's missing values, the picker of a bare command, the reason for a rejection. */
import type { InputBlock, KnownBlock, ModalView, PlainTextOption } from '@slack/types'
import type { Field } from '#engine/fields'
import type { FormReply, PickerReply } from '#engine/reply'
import { section } from '#slack/blocks'
import { cut, sentence } from '#slack/escape'

/** What a view carries from opening to submitting; never trusted to decide anything. */
export interface FormCarries {
  readonly command: string
  readonly channel: string
  /** Values of fields that this form does not show. */
  readonly values: Readonly<Record<string, string>>
}

const title = (text: string) => ({ type: 'plain_text' as const, text: cut(text, 24) })

export const formView = (
  form: FormReply,
  channel: string,
  clusters: readonly string[],
): ModalView => {
  const carries: FormCarries = { command: form.command, channel, values: {} }
  return {
    type: 'modal',
    callback_id: 'form',
    title: title(`/pg ${form.command}`),
    submit: title('Continue'),
    close: title('Cancel'),
    private_metadata: JSON.stringify(carries),
    blocks: [
      section(sentence(form.title)),
      ...ordered(form).map(field =>
        inputOf(field, form.values[field.key], form.problems[field.key], clusters),
      ),
    ],
  }
}

/** What is needed or wrong first: a phone shows three fields at a time. */
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

const inputOf = (
  field: Field,
  value: string | undefined,
  problem: string | undefined,
  clusters: readonly string[],
): InputBlock => {
  const choices =
    field.key === 'cluster' ? clusters : field.kind === 'yes-no' ? ['yes', 'no'] : field.choices
  const hint = [problem === undefined || value === undefined ? '' : problem, field.hint]
    .filter(one => one !== '')
    .join(' ')
  return {
    type: 'input',
    block_id: field.key,
    optional: !field.required,
    label: { type: 'plain_text', text: cut(field.label, 2_000) },
    ...(hint === '' ? {} : { hint: { type: 'plain_text' as const, text: cut(hint, 2_000) } }),
    element:
      choices.length > 0
        ? select(choices, value)
        : {
            type: 'plain_text_input',
            action_id: 'value',
            ...(value === undefined ? {} : { initial_value: cut(value, 3_000) }),
          },
  }
}

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
  private_metadata: JSON.stringify({ command: '', channel, values: {} } satisfies FormCarries),
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

/** Asked for before a rejection counts: the requester should learn why. */
export const reasonView = (button: string, channel: string, message: string | null): ModalView => ({
  type: 'modal',
  callback_id: 'reason',
  title: title('Reject this plan'),
  submit: title('Reject'),
  close: title('Back'),
  private_metadata: JSON.stringify({ button, channel, message }),
  blocks: [
    {
      type: 'input',
      block_id: 'reason',
      label: { type: 'plain_text', text: 'Why?' },
      hint: { type: 'plain_text', text: 'Shown to whoever asked, and kept in the record.' },
      element: { type: 'plain_text_input', action_id: 'value', multiline: true, max_length: 500 },
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
