/** The form of a command with missing or wrong values. */
import type { KnownBlock, ModalView, SectionBlock } from '@slack/types'
import type { Field } from '#model/input'
import type { FormReply } from '#model/reply'
import { actions, button, context, section, viewTitle } from '#slack/draw/blocks/blocks'
import { escape, sentence } from '#slack/draw/blocks/escape'
import type { FormCarries } from '#slack/draw/form/form-carries'
import { inputOf } from '#slack/draw/form/form-input'
import { noticeView } from '#slack/draw/form/notice-view'

/** A phone shows three inputs at a time; people do not read more than six. */
const inputsMost = 6

/** Slack's limit of `private_metadata`. */
const carriesMost = 3_000

/** Where names are looked up. */
const places: readonly string[] = ['cluster', 'clone', 'database']

export const tooLong = ({ command }: FormReply): SectionBlock =>
  section(
    `This is too long for a form. Type it in one line and add what is missing: \`${command} …\`.`,
  )

export const formView = (
  form: FormReply,
  channel: string,
  clusters: readonly string[],
  turned?: Pick<FormCarries, 'order' | 'page'>,
): ModalView => {
  const { order, page } = turned ?? { order: ordered(form).map(({ key }) => key), page: 0 }
  const keys = order.slice(page * inputsMost, (page + 1) * inputsMost)
  const shown = keys.flatMap(key => form.fields.find(field => field.key === key) ?? [])
  // Slack does not tell a select that offers names the values of the other inputs.
  const asks = clusters.length > 1 && form.fields.some(({ names }) => names !== null)
  const carries: FormCarries = {
    command: form.command,
    channel,
    order,
    page,
    values: Object.fromEntries(
      Object.entries(form.values).filter(([key]) => !keys.includes(key) || places.includes(key)),
    ),
  }
  const carried = JSON.stringify(carries)
  if (carried.length > carriesMost) return noticeView('Too long for a form', [tooLong(form)])
  return {
    type: 'modal',
    callback_id: 'form',
    title: viewTitle(form.command),
    submit: viewTitle('Continue'),
    close: viewTitle('Cancel'),
    private_metadata: carried,
    blocks: [
      section(sentence(form.title)),
      ...shown.map(field => inputOf(form, field, clusters, asks)),
      ...turning(form, order, page),
    ],
  }
}

/** Puts needed or wrong fields first, then filled fields. */
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

/** Draws the buttons to the other pages, and the labels of the fields there. */
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
