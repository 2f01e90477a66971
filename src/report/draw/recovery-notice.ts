/** The notice of recovery mode: what is known, and what a person has to do. */
import type { Answer } from '#model/reply'

/** The text after "recovery mode." in the reason of the freeze. */
const sentenceOf = (reason: string): string => `${reason.slice(reason.indexOf('.') + 1).trim()}.`

/** `reason` is that of the freeze. */
export const recoveryNotice = (reason: string): Answer => ({
  kind: 'answer',
  title: 'Howdah is in recovery mode: it starts nothing until a person has checked.',
  lines: [
    sentenceOf(reason),
    'Statements that were sent before may still run: look on each cluster for sessions whose application_name begins with “howdah r-”. Plans that waited for approval have expired. Before the thaw, check the runs, the indexes and sessions of each cluster, and what was posted here since.',
  ],
  offers: [
    { label: 'List Runs', command: 'run list' },
    { label: 'Verify the Record', command: 'audit verify' },
  ],
})
