/** What the guard of a change does, for its message and its thread. */
import type { Change } from '#model/change'
import type { JournalEntry } from '#model/journal'
import type { Outcome } from '#model/plan'
import { code, plain, sentence, when } from '#slack/draw/blocks/escape'
import { mention } from '#slack/draw/blocks/mention'

/** Follows “Done.”; empty without a guard. */
export const guardWords = (change: Change): string => {
  const { guard, journal } = change
  switch (guard?.state) {
    case undefined:
      return ''
    case 'open':
      return ` Guarded until ${when(guard.until)}: undone at once if it does harm.`
    case 'asks':
      return ` *Its guard cannot tell whether it does harm*: ${sentence(because(journal, 'unjudged'))} A person has to decide.`
    case 'kept':
      return ` ${keptWords(journal.findLast(({ kind }) => kind === 'kept'))}`
    case 'taken back':
      return backWords(change)
  }
}

const backWords = (change: Change): string => {
  const { guard, undone, outcome, journal } = change
  if (outcome === 'reverted') return ` Undone by ${code(undone?.plan ?? '')}.`
  // A person has asked for another undo since: the message tells of that.
  if (undone?.plan !== guard?.by) return ''
  return undone?.outcome == null
    ? ` ${code(guard?.by ?? '')} is undoing it: ${sentence(because(journal, 'reverting'))}`
    : ` *${lostWords(undone)}* ${whatNow(undone)}`
}

type Undone = NonNullable<Change['undone']>

const lostWords = ({ plan, outcome }: Undone): string =>
  `Its undo ${code(plan)} ${lost[outcome ?? 'failed'] ?? 'did not run'}.`

const lost: Readonly<Partial<Record<Outcome, string>>> = {
  failed: 'failed',
  cancelled: 'was stopped',
  outdated: 'could not run as approved',
}

const whatNow = ({ plan }: Undone): string =>
  `The change may still be in place. Look at ${code(plan)}, then plan its undo again, or put it back by hand.`

const because = (journal: Change['journal'], kind: JournalEntry['kind']): string =>
  textOf(
    journal.findLast(entry => entry.kind === kind),
    'because',
  )

const textOf = (entry: JournalEntry | undefined, key: string): string => {
  const value = entry?.detail[key]
  return typeof value === 'string' ? value : ''
}

const keptWords = (entry: JournalEntry | undefined): string =>
  entry?.detail['person'] === undefined
    ? 'Its guard saw no harm.'
    : `${mention(textOf(entry, 'person'), textOf(entry, 'name'))} keeps it.`

/** The line in the thread. */
export const guardLine = (
  { plan, approvals }: Change,
  entry: JournalEntry & { readonly kind: 'reopened' | 'reverting' | 'kept' | 'unjudged' },
): string => {
  switch (entry.kind) {
    case 'reopened':
      return '*Somebody wrote into the control database past Howdah* and kept this guard from looking. It looks again.'
    case 'reverting':
      return `*Being undone* by ${code(textOf(entry, 'by'))}, as approved with the change: ${sentence(textOf(entry, 'because'))}`
    case 'unjudged':
      return `*The guard cannot tell whether the change does harm.* ${sentence(textOf(entry, 'because'))} Keep it or undo it: a person has to decide. ${concerned({ plan, approvals })}`
    case 'kept':
      return [`${keptWords(entry)} The change stays.`, ...figuresOf(entry)].join('\n• ')
  }
}

/** The line about the end of a guard's undo; undefined where none has ended. */
export const undoneLine = (
  change: Change,
): { readonly text: string; readonly lost: boolean } | undefined => {
  const { guard, undone } = change
  if (guard?.state !== 'taken back' || undone?.plan !== guard.by || undone?.outcome == null)
    return undefined
  return undone.outcome === 'succeeded'
    ? { text: `*Undone* by ${code(undone.plan)}.`, lost: false }
    : { text: `*${lostWords(undone)}* ${whatNow(undone)} ${concerned(change)}`, lost: true }
}

/** Mentions who asked and who approved: a line in a thread notifies nobody else. */
const concerned = ({ plan, approvals }: Pick<Change, 'plan' | 'approvals'>): string => {
  const approvers = approvals.filter(({ decision }) => decision === 'approve')
  const people = new Map([
    [plan.requester, plan.requesterName],
    ...approvers.map(({ person, name }): [string, string] => [person, name]),
  ])
  return [...people].map(([person, name]) => mention(person, name)).join(' ')
}

const figuresOf = ({ detail }: JournalEntry): readonly string[] =>
  Array.isArray(detail['figures']) ? detail['figures'].map(one => plain(String(one))) : []
