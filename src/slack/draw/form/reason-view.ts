/** The view that asks for the reason of a decision before the decision counts: other people should understand it. */
import type { ModalView } from '@slack/types'

interface Words {
  readonly title: string
  readonly yes: string
  readonly asks: string
  readonly hint: string
}

/** Words by the action of the clicked button. */
const asked: ReadonlyMap<string, Words> = new Map([
  [
    'reject',
    {
      title: 'Reject this plan',
      yes: 'Reject',
      asks: 'Why?',
      hint: 'Shown to the requester, and kept in the record.',
    },
  ],
  [
    'withdraw',
    {
      title: 'Withdraw this plan',
      yes: 'Withdraw',
      asks: 'Why?',
      hint: 'The requester reads this, and it is kept in the record.',
    },
  ],
  [
    'review',
    {
      title: 'Review a break-glass',
      yes: 'Close Review',
      asks: 'What did you find?',
      hint: 'Shown with the plan, and kept in the record.',
    },
  ],
  [
    'was-done',
    {
      title: 'It was done',
      yes: 'It Was Done',
      asks: 'How do you know?',
      hint: 'The run goes on after this step. Shown to everybody, and kept in the record.',
    },
  ],
  [
    'was-not-done',
    {
      title: 'It was not done',
      yes: 'It Was Not Done',
      asks: 'How do you know?',
      hint: 'Earlier steps are undone. Shown to everybody, and kept in the record.',
    },
  ],
])

/** The data that the view carries from opening to submitting; never trusted for a decision. */
export interface ReasonCarries {
  readonly action: string
  readonly button: string
  readonly channel: string
  readonly message: string | null
}

/** Draws the view; undefined for a decision that never needs a reason. */
export const reasonView = (carries: ReasonCarries): ModalView | undefined => {
  const words = asked.get(carries.action)
  return words && viewOf(carries, words)
}

const viewOf = (carries: ReasonCarries, { title, yes, asks, hint }: Words): ModalView => ({
  type: 'modal',
  callback_id: 'reason',
  title: { type: 'plain_text', text: title },
  submit: { type: 'plain_text', text: yes },
  close: { type: 'plain_text', text: 'Back' },
  private_metadata: JSON.stringify(carries),
  blocks: [
    {
      type: 'input',
      block_id: 'reason',
      label: { type: 'plain_text', text: asks },
      hint: { type: 'plain_text', text: hint },
      element: { type: 'plain_text_input', action_id: 'value', multiline: true, max_length: 500 },
    },
  ],
})
