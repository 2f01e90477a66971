/** Says the form as a single line to type, where no window can be shown. */
import { type Refusal, refusal } from '#model/refusal'
import type { CodeReply, FormReply, PickerReply } from '#model/reply'

export const inOneLine = (
  reply: FormReply | PickerReply | CodeReply,
  why: 'no window' | 'too late',
): Refusal => {
  const because =
    why === 'too late'
      ? 'The form could not be opened in time.'
      : 'Something is missing, and Slack opens no form for a message.'
  if (reply.kind === 'code')
    return refusal(
      because,
      'Decide again: a code is given in the form only, never in a message. In a thread, use the slash command or the button.',
    )
  if (reply.kind === 'picker') return refusal(because, 'Say `help`.')
  const missing = reply.fields.filter(one => one.required && reply.values[one.key] === undefined)
  const words = [reply.command, ...missing.map(one => `${one.key}=…`)].join(' ')
  return refusal(because, `Type it in one line: \`${words}\`.`)
}
