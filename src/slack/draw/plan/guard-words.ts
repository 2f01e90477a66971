/** What the guard of a change does, for its message and its thread. */
import type { Change } from '#model/change'
import type { JournalEntry } from '#model/journal'
import { code, plain, sentence, when } from '#slack/draw/blocks/escape'
import { mention } from '#slack/draw/blocks/mention'

/** Follows “Done.”; empty without a guard. */
export const guardWords = ({
  guard,
  journal,
  outcome,
}: Pick<Change, 'guard' | 'journal' | 'outcome'>): string => {
  switch (guard?.state) {
    case undefined:
      return ''
    case 'open':
      return ` Guarded until ${when(guard.until)}: undone at once if it does harm.`
    case 'asks':
      return ` *Its guard cannot tell whether it does harm*: ${sentence(because(journal, 'unjudged'))} Somebody has to decide.`
    case 'kept':
      return ` ${keptWords(journal.findLast(({ kind }) => kind === 'kept'))}`
    case 'taken back':
      return outcome === 'reverted'
        ? ` Undone by ${code(guard.by ?? '')}.`
        : ` ${code(guard.by ?? '')} undoes it: ${sentence(because(journal, 'reverting'))}`
  }
}

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
  entry: JournalEntry & { readonly kind: 'reverting' | 'kept' | 'unjudged' },
): string => {
  switch (entry.kind) {
    case 'reverting':
      return `*Undone* by ${code(textOf(entry, 'by'))}, as approved with the change: ${sentence(textOf(entry, 'because'))}`
    case 'unjudged':
      return `*The guard cannot tell whether the change does harm.* ${sentence(textOf(entry, 'because'))} Keep it, or take it back: somebody has to decide.`
    case 'kept':
      return [`${keptWords(entry)} The change stays.`, ...figuresOf(entry)].join('\n• ')
  }
}

const figuresOf = ({ detail }: JournalEntry): readonly string[] =>
  Array.isArray(detail['figures']) ? detail['figures'].map(one => plain(String(one))) : []
