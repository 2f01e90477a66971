/** The view that a bare command opens: a choice among the commands that need a form. */
import type { ModalView } from '@slack/types'
import type { PickerReply } from '#model/reply'
import { viewTitle } from '#slack/draw/blocks/blocks'
import { cut } from '#slack/draw/blocks/escape'
import type { FormCarries } from '#slack/draw/form/form-carries'

export const pickerView = (picker: PickerReply, channel: string): ModalView => ({
  type: 'modal',
  callback_id: 'picker',
  title: viewTitle('What do you want to do?'),
  submit: viewTitle('Continue'),
  close: viewTitle('Cancel'),
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
