/** The view that asks for a one-time code. The submission or click is carried along; the code is in the answer only. */
import type { ModalView } from '@slack/types'
import type { CodeReply } from '#model/reply'
import { viewTitle } from '#slack/draw/blocks/blocks'

/** The data that the view carries from opening to submitting; never trusted for a decision. */
export interface CodeCarries {
  readonly channel: string | null
  readonly again: CodeReply['again']
}

export const codeView = ({ title, yes, again }: CodeReply, channel: string | null): ModalView => ({
  type: 'modal',
  callback_id: 'code',
  title: viewTitle(title),
  submit: viewTitle(yes),
  close: viewTitle('Back'),
  private_metadata: JSON.stringify({ channel, again } satisfies CodeCarries),
  blocks: [
    {
      type: 'input',
      block_id: 'code',
      label: { type: 'plain_text', text: 'One-time code' },
      hint: {
        type: 'plain_text',
        text: 'The six digits that your authenticator shows now. Each code counts once.',
      },
      element: {
        type: 'plain_text_input',
        action_id: 'value',
        min_length: 6,
        max_length: 7,
        placeholder: { type: 'plain_text', text: '123456' },
      },
    },
  ],
})
