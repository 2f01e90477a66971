/** The thread of a plan: one line for each thing that happened, posted once each. */
import type { Change, JournalEntry } from '#engine/change'
import { milliseconds, seconds } from '#engine/spoken'
import { mention } from '#slack/change-message'
import { code, codeBlock, plain, sentence, when } from '#slack/escape'

export interface ThreadLine {
  /** The same for the same thing in every process. */
  readonly key: string
  readonly markdown: string
  /** Also shown in the channel: only for what must not be missed. */
  readonly broadcast: boolean
  /** A chart of the measured effect goes with it. */
  readonly chart: boolean
}

export const threadLines = (change: Change): readonly ThreadLine[] => [
  ...change.approvals.map(({ person, name, decision, reason, at }) => ({
    key: `approval:${person}`,
    markdown: `${decision === 'approve' ? 'Approved' : 'Rejected'} by ${mention(person, name)} ${when(at)}${reason === null ? '' : `: ${plain(reason)}`}`,
    broadcast: false,
    chart: false,
  })),
  ...change.journal.flatMap(entry => {
    const markdown = lineOf(change, entry)
    return markdown === undefined
      ? []
      : [
          {
            key: `journal:${entry.seq}`,
            markdown,
            broadcast: entry.kind === 'ended' && entry.detail['outcome'] === 'failed',
            chart: entry.kind === 'measured' && change.measured?.after !== null,
          },
        ]
  }),
]

const text = ({ detail }: JournalEntry, key: string): string => {
  const value = detail[key]
  return typeof value === 'string' || typeof value === 'number' ? String(value) : ''
}

const lineOf = (change: Change, entry: JournalEntry): string | undefined => {
  switch (entry.kind) {
    case 'looked':
      return entry.detail['outdated'] === undefined
        ? 'Looked again: what was approved is still what would be done.'
        : 'Looked again: it cannot go on as approved.'
    case 'took over':
      return `Process ${code(text(entry, 'from'))} fell silent (its token ran out ${when(text(entry, 'silentSince'))}). Process ${code(text(entry, 'by'))} took over and looks at what is there.`
    case 'adopted':
      return `The statement of the silent process still runs (pid ${text(entry, 'pid')}): it is waited for, not started again.`
    case 'ended orphan':
      return `Ended the session that the silent process left behind (pid ${text(entry, 'pid')}).`
    case 'intent':
      return `${stepOf(change, entry)}\n${codeBlock(change.plan.steps[entry.step ?? -1]?.action.statement ?? '')}`
    case 'done':
      return `${stepOf(change, entry)}: ${doneWords(entry)}`
    case 'failed':
      return `${stepOf(change, entry)}: failed. ${sentence(text(entry, 'message'))}`
    case 'undo intent':
      return `To put things back: ${undoTitle(change, entry)}.`
    case 'undone':
      return entry.detail['nothing'] === true
        ? undefined
        : `Put back: ${undoTitle(change, entry)} is done.`
    case 'undo failed':
      return `Putting things back did not work: ${sentence(text(entry, 'message'))}`
    case 'note':
      return `${stepOf(change, entry)}: ${sentence(text(entry, 'message'))} Howdah looks before it says anything.`
    case 'ended':
      return endWords(entry)
    case 'measured':
      return measuredWords(change)
    case 'verified':
      return undefined
  }
}

const stepOf = ({ plan }: Change, { step }: JournalEntry): string => {
  const title = plan.steps[step ?? -1]?.title ?? 'Step'
  return `*Step ${(step ?? 0) + 1} of ${plan.steps.length}: ${plain(title)}*`
}

const undoTitle = ({ plan }: Change, { step }: JournalEntry): string =>
  plain(plan.steps[step ?? -1]?.undo?.title ?? 'undo')

const doneWords = (entry: JournalEntry): string => {
  if (entry.detail['found'] === true) return 'done; it was found in place.'
  const took = entry.detail['seconds']
  return typeof took === 'number'
    ? `done in ${took < 10 ? milliseconds(took * 1_000) : seconds(took)}.`
    : 'done.'
}

const endWords = (entry: JournalEntry): string => {
  const ending = text(entry, 'ending')
  return `Ended: *${text(entry, 'outcome')}*.${ending === '' ? '' : ` ${sentence(ending)}`}`
}

const measuredWords = ({ measured }: Change): string =>
  measured?.after
    ? 'Measured on the application’s own traffic:'
    : 'Nobody called it since, so the effect is not measured.'
