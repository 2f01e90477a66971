/** The alarm about heads that are kept outside the control database. */
import type { Answer } from '#model/reply'

export const anchorAnswer = (sentence: string): Answer => ({
  kind: 'answer',
  title: sentence,
  lines: [
    'Whoever did this may have changed the record as well. Keep an export, compare it with the heads in the audit channel, and find out who can write there.',
  ],
  offers: [{ label: 'Verify the Record', command: 'audit verify' }],
})
