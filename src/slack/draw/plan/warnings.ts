/** PostgreSQL's WARNINGs of a step or its undo, which stand wherever the step is said to be done or put back. */
import type { JournalEntry } from '#model/journal'
import { cut } from '#slack/draw/blocks/escape'

const most = 3

/** Not escaped yet. Each text once, in the order of the journal; empty without a WARNING. */
export const warningWords = (journal: readonly JournalEntry[]): string => {
  const done = journal.filter(({ kind }) => kind === 'done' || kind === 'undone')
  const all = [...new Set(done.flatMap(warningsOf))]
  if (all.length === 0) return ''
  const more = all.length > most ? ` \`run show\` has ${all.length - most} more.` : ''
  return ` PostgreSQL warned: ${all
    .slice(0, most)
    .map(one => cut(one, 400))
    .join(' ')}${more}`
}

const warningsOf = ({ detail }: JournalEntry): readonly string[] => {
  const { warnings } = detail
  return Array.isArray(warnings) ? warnings.filter(one => typeof one === 'string') : []
}
