/** Counts the pronouns in comments: a reader knows what a noun means, and has to look for what a pronoun means. */
import type { SourceFile } from '#test/support/house/source-file'

const pronouns = new Set(
  [
    'it its itself they them their theirs themselves one ones those these',
    'what whatever who whom whoever whose which he she we us our you your',
    'something anything nothing somebody anybody nobody everybody everything others another',
  ].flatMap(line => line.split(' ')),
)

/** Pronouns per 100 words of comments. A word is a run of letters; text in backticks is not counted. */
export const pronounsPer100 = (files: readonly SourceFile[]): number => {
  const words = files.flatMap(({ parsed }) =>
    parsed.comments.flatMap(({ value }) => wordsOf(value)),
  )
  const found = words.filter((word, at) => pronouns.has(word) || isEachOther(words, at))
  return words.length === 0 ? 0 : (found.length * 100) / words.length
}

const wordsOf = (comment: string): readonly string[] =>
  comment
    .replace(/`[^`]*`/g, ' ')
    .toLowerCase()
    .match(/\p{L}+/gu) ?? []

const isEachOther = (words: readonly string[], at: number): boolean =>
  words[at] === 'each' && words[at + 1] === 'other'
