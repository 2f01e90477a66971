/** Checks the English of comments: a comment names the noun, because a reader has to search for a pronoun's meaning. */
import type { SourceFile } from '#test/support/house/source-file'

const most = 3

const pronouns = new Set(
  [
    'it its itself they them their theirs themselves one ones those these',
    'what whatever who whom whoever whose which he she we us our you your',
    'something anything nothing somebody anybody nobody everybody everything others another',
  ].flatMap(line => line.split(' ')),
)

/** At most 3.0 pronouns per 100 words of comments in each room. */
export const checkComments = (files: readonly SourceFile[]): readonly string[] =>
  [...Map.groupBy(files, ({ path }) => roomOf(path))].flatMap(([room, inside]) => {
    if (room === undefined) return []
    const found = pronounsPer100(inside)
    const said = `${found.toFixed(1)} pronouns per 100 words of comments`
    return found > most ? [`${room}: ${said}, at most ${most.toFixed(1)}`] : []
  })

/** `src/audit/log.ts` → `src/audit`, `scripts/new/x.ts` → `scripts`; undefined for the root's own files. */
const roomOf = (path: string): string | undefined =>
  /^(src\/[^/]+(?=\/)|[^/]+(?=\/))/.exec(path)?.[0]

/** Pronouns per 100 words of comments. A word is a run of letters; text in backticks does not count. */
export const pronounsPer100 = (files: readonly SourceFile[]): number => {
  const comments = files.flatMap(({ parsed }) => parsed.comments.map(({ value }) => wordsOf(value)))
  const words = comments.reduce((sum, { length }) => sum + length, 0)
  const found = comments.reduce((sum, comment) => sum + comment.filter(isPronoun).length, 0)
  return words === 0 ? 0 : (found * 100) / words
}

const wordsOf = (comment: string): readonly string[] =>
  comment
    .replace(/`[^`]*`/g, ' ')
    .toLowerCase()
    .match(/\p{L}+/gu) ?? []

const isPronoun = (word: string, at: number, words: readonly string[]): boolean =>
  pronouns.has(word) || (word === 'other' && words[at - 1] === 'each')
