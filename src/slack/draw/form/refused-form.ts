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

/** The refusal as the error below a field, where Slack draws no code. */
export const belowField = ({ because, instead }: Refusal): string =>
  `${because} ${instead}`.replaceAll('`', '').slice(0, 2_000)
