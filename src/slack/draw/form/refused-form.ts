/** The filled-in form below the reason of a refusal: no typed value is lost. */
import type { ModalView } from '@slack/types'
import type { Refusal } from '#model/refusal'
import type { FormReply } from '#model/reply'
import { drawRefusal } from '#slack/draw/answer/reply-message'
import { formView } from '#slack/draw/form/form-view'
import { noticeView } from '#slack/draw/form/notice-view'

export const refusedForm = (
  form: FormReply | undefined,
  refused: Refusal,
  { channel, clusters }: { readonly channel: string; readonly clusters: readonly string[] },
): ModalView => {
  const { blocks } = drawRefusal(refused, null)
  const view = form && formView(form, channel, clusters)
  return view?.callback_id === 'form'
    ? { ...view, blocks: [...blocks, ...view.blocks] }
    : noticeView('Blocked', blocks)
}

/** A refusal with all that is refused beside. */
export const everyRefusal = (refused: Refusal): readonly Refusal[] => [
  refused,
  ...(refused.also ?? []),
]

/** An error below each field at fault; null where the window does not show every such field. */
export const errorsBelow = (
  problems: Readonly<Record<string, string>>,
  shown: readonly string[],
): Readonly<Record<string, string>> | null => {
  const keys = Object.keys(problems)
  return keys.length > 0 && keys.every(key => shown.includes(key)) ? problems : null
}

export const problemsOf = (refused: Refusal): Readonly<Record<string, string>> =>
  Object.fromEntries(
    everyRefusal(refused).map(({ field = '', because, instead }) => [
      field,
      // Slack draws no code below a field.
      `${because} ${instead}`.replaceAll('`', '').slice(0, 2_000),
    ]),
  )
