/** The thread of a plan: a line for each event, each line posted once. */
import { beforehand, type Change } from '#model/change'
import type { JournalEntry } from '#model/journal'
import { code, codeBlocks, cut, plain, sentence, when } from '#slack/draw/blocks/escape'
import { mention } from '#slack/draw/blocks/mention'
import { brokenBy, reviewedBy } from '#slack/draw/plan/break-glass'
import { effectWords } from '#slack/draw/plan/effect-words'
import { judgedBy } from '#slack/draw/plan/figures'
import { guardLine, undoneLine } from '#slack/draw/plan/guard-words'
import { warningWords } from '#slack/draw/plan/warnings'
import { milliseconds, seconds } from '#text/figures'
import { foldedAway } from '#text/folded'
import { asSentence } from '#text/sentence'

export interface ThreadLine {
  /** The same for the same event in every process. */
  readonly key: string
  readonly markdown: string
  /** Also shown in the channel: only for an event that must not be missed. */
  readonly broadcast: boolean
}

export const threadLines = (change: Change): readonly ThreadLine[] => [
  ...figuresLine(change),
  ...change.approvals.map(({ person, name, decision, reason, via = '', at }) => ({
    key: `approval:${person}`,
    markdown: `${decision === 'approve' ? 'Approved' : `${asker(change)}Rejected`} by ${mention(person, name)}${plain(beforehand({ via }))} ${when(at)}${reason === null ? '' : `: ${plain(reason)}`}`,
    broadcast: false,
  })),
  ...withdrawnLine(change),
  ...glassLines(change),
  ...journalShown(change).flatMap(entry => {
    const markdown = lineOf(change, entry)
    return markdown === undefined
      ? []
      : [
          {
            key: `journal:${entry.seq}`,
            markdown,
            broadcast: isLoud(entry),
          },
        ]
  }),
  ...guardEndLines(change),
]

const figuresLine = (change: Change): readonly ThreadLine[] => {
  const markdown = judgedBy(change)
  return markdown === undefined ? [] : [{ key: 'figures', markdown, broadcast: false }]
}

/** An edit of the message notifies nobody, unlike a mention. */
const asker = ({ plan }: Change): string => `${mention(plan.requester, plan.requesterName)}: `

/** No line for a requester who withdrew. */
const withdrawnLine = (change: Change): readonly ThreadLine[] => {
  const { plan, outcome, run, ending } = change
  const by = ending?.startsWith(`${plan.requesterName} `) === true
  return outcome !== 'cancelled' || run !== null || ending === null || by
    ? []
    : [
        {
          key: 'withdrawn',
          markdown: `${asker(change)}${sentence(ending)}`,
          broadcast: false,
        },
      ]
}

const guardEndLines = (change: Change): readonly ThreadLine[] => {
  const line = undoneLine(change)
  const key = `undo ended:${change.undone?.plan}`
  return line ? [{ key, markdown: line.text, broadcast: line.lost }] : []
}

/** A step that the message folds away is told only where something is the matter. */
const journalShown = ({ steps, journal }: Change): readonly JournalEntry[] => {
  const hidden = new Set([...foldedAway(steps).values()].flat())
  return journal.filter(({ kind, step }) => step === null || !hidden.has(step) || !usual.has(kind))
}

const usual: ReadonlySet<JournalEntry['kind']> = new Set([
  'intent',
  'done',
  'undo intent',
  'undone',
])

/** True for a failure, and for a person's word about a step whose outcome nobody else could see. */
const isLoud = ({ kind, detail }: JournalEntry): boolean =>
  kind === 'settled' ||
  kind === 'reopened' ||
  kind === 'unjudged' ||
  kind === 'reverting' ||
  (kind === 'ended' && detail['outcome'] === 'failed')

const glassLines = ({ breakGlass }: Change): readonly ThreadLine[] => {
  if (breakGlass === null) return []
  const { review } = breakGlass
  return [
    { key: 'break-glass', markdown: brokenBy(breakGlass), broadcast: true },
    ...(review === null ? [] : [{ key: 'review', markdown: reviewedBy(review), broadcast: false }]),
  ]
}

const text = ({ detail }: JournalEntry, key: string): string => {
  const value = detail[key]
  return typeof value === 'string' || typeof value === 'number' ? String(value) : ''
}

const lineOf = (change: Change, entry: JournalEntry): string | undefined => {
  switch (entry.kind) {
    case 'looked':
      return entry.detail['outdated'] === undefined
        ? 'Re-checked: the plan is unchanged.'
        : `Re-checked: it cannot go on as ${allowed(change)}.`
    case 'took over':
      return `Process ${code(text(entry, 'from'))} stopped responding; its lease expired ${when(text(entry, 'silentSince'))}. Process ${code(text(entry, 'by'))} took over and checks what was done.`
    case 'adopted':
      return `The statement is still running on the server (pid ${text(entry, 'pid')}). Howdah waits for it and does not start it again.`
    case 'ended orphan':
      return `Ended a leftover session of this run (pid ${text(entry, 'pid')}).`
    case 'intent':
      return `${stepOf(change, entry)}\n${excerpt(text(entry, 'statement') || (change.steps[entry.step ?? -1]?.action.text ?? ''))}`
    case 'done':
      return `${stepOf(change, entry)}: ${doneWords(entry)}${heardWords(entry)}${sentence(warningWords([entry]))}`
    case 'parked':
      return text(entry, 'by') === ''
        ? `Parked, with everything as it was before. ${sentence(text(entry, 'because'))}`
        : `Parked, with everything as it was before: interrupted by ${code(text(entry, 'by'))}. It goes on after that.`
    case 'held':
      return `${stepOf(change, entry)}: ${sentence(`Halted, with everything kept: ${text(entry, 'far')} ${text(entry, 'because')}`)}`
    case 'resumed':
      return `${stepOf(change, entry)}: ${entry.detail['again'] === true ? 'its statement is sent again' : 'goes on from there'}.`
    case 'fenced':
      return `${code(text(entry, 'by'))} stopped waiting: the process that holds this run may no longer act. Howdah checks what is left after that.`
    case 'failed':
      if (['run.preempted', 'run.closed'].includes(text(entry, 'code')))
        return `${stepOf(change, entry)}: ${sentence(text(entry, 'message'))}`
      return `${stepOf(change, entry)}: failed. ${sentence([asSentence(text(entry, 'message')), text(entry, 'instead')].filter(Boolean).join(' '))}`
    case 'settled':
      return `${stepOf(change, entry)}: *${entry.detail['done'] === true ? 'it was done' : 'it was not done'}*, says ${by(entry)}: ${plain(text(entry, 'reason'))}`
    case 'undo intent':
      return `To put things back: ${undoTitle(change, entry)}.`
    case 'undone':
      return undoneWords(change, entry)
    case 'undo failed':
      return `The undo failed: ${sentence(asSentence(text(entry, 'message')))}`
    case 'note':
      return `${stepOf(change, entry)}: ${sentence(asSentence(text(entry, 'message')))} Howdah checks before it reports an outcome.`
    case 'abandoned':
      return `*Given up* by ${by(entry)}: ${plain(text(entry, 'reason'))}`
    case 'ended':
      return endWords(entry)
    case 'measured':
      return measuredWords(change)
    case 'reopened':
    case 'reverting':
    case 'kept':
    case 'unjudged':
      return guardLine(change, { ...entry, kind: entry.kind })
    // One a minute: journal and record have them.
    case 'checkpoint':
      return undefined
    case 'verified':
      return text(entry, 'found') === ''
        ? undefined
        : `Checked afterwards: ${sentence(text(entry, 'found'))}`
  }
}

const excerpt = (statement: string): string => {
  const [first = '', ...others] = codeBlocks(cut(statement, 600))
  const all = statement.length <= 600 && others.length === 0
  return `${first}${all ? '' : '\nThe plan’s message shows all of it.'}`
}

const by = (entry: JournalEntry): string => mention(text(entry, 'person'), text(entry, 'name'))

const allowed = ({ breakGlass }: Change): string =>
  breakGlass === null ? 'approved' : 'let through'

const stepOf = ({ steps }: Change, { step }: JournalEntry): string => {
  const title = steps[step ?? -1]?.title ?? 'Step'
  return `*Step ${(step ?? 0) + 1} of ${steps.length}: ${plain(title)}*`
}

const undoTitle = ({ steps }: Change, { step }: JournalEntry): string =>
  plain(steps[step ?? -1]?.wayBack ?? 'the way back')

const undoneWords = (change: Change, entry: JournalEntry): string | undefined => {
  if (entry.detail['nothing'] === true) return undefined
  return entry.detail['byOthers'] === true
    ? `Nothing was left to put back: somebody else did this, and who is not known: ${undoTitle(change, entry)}.`
    : `Put back: ${undoTitle(change, entry)}.${sentence(warningWords([entry]))}`
}

const doneWords = (entry: JournalEntry): string => {
  if (entry.detail['found'] === true) return 'done; it was found in place.'
  const took = entry.detail['seconds']
  return typeof took === 'number'
    ? `done in ${took < 10 ? milliseconds(took * 1_000) : seconds(took)}.`
    : 'done.'
}

/** ` It read: lsn 0/3000148.` */
const heardWords = ({ detail: { outputs } }: JournalEntry): string =>
  typeof outputs === 'object' && outputs !== null
    ? ` It read: ${Object.entries(outputs)
        .map(([name, value]) => `${plain(name)} ${code(String(value))}`)
        .join(', ')}.`
    : ''

const endWords = (entry: JournalEntry): string => {
  const ending = text(entry, 'ending')
  return `Ended: *${text(entry, 'outcome')}*.${ending === '' ? '' : ` ${sentence(ending)}`}`
}

const measuredWords = ({ measured }: Change): string => {
  if (measured?.after) return `Measured on the application’s own traffic.${effectWords(measured)}`
  if (measured?.missing === 'reset')
    return 'PostgreSQL reset or dropped the counters meanwhile, so the effect is not measured.'
  return measured?.missing === 'answer'
    ? 'The cluster did not answer in time, so the effect is not measured.'
    : 'It was not called since, so the effect is not measured.'
}
