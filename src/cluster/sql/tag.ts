/** What people call a statement: the tag that the application gave it, and its shape. */
import { mayBeData } from '#cluster/sql/may-be-data'
import { shownStatement } from '#cluster/sql/shown-statement'
import { listMark, piecesOf } from '#cluster/sql/without-literals'
import { invisible } from '#text/invisible'

/**
 * Reads the application's tag, `select /* User search *\/ id from …`. (pg_stat_statements drops a comment
 * before the first word, and keeps the rest.) PostgreSQL's own mark, and hints to the planner, name nothing; nor
 * does a comment of several lines, with characters that cannot be seen, or that may hold data.
 */
export const tagOf = (text: string): string | null => {
  const tags = piecesOf(text)
    .filter(piece => piece.kind === 'comment' && piece.text !== listMark)
    .map(piece => wordsIn(piece.text))
  return tags.find(tag => isTag.test(tag) && !invisible.test(tag) && !mayBeData(tag)) ?? null
}

/** Short, and no comment within a comment. */
const isTag = /^[^*]{1,60}$/

/** A comment may have megabytes: an expression that seeks its words between white space would take hours. */
const wordsIn = (comment: string): string =>
  comment.startsWith('/*') && comment.endsWith('*/') && !comment.startsWith('/*+')
    ? comment.slice(2, -2).trim()
    : ''

/** The statement on a line, without any value. */
export const lineOf = (text: string, most: number): string => {
  const words = shownStatement(text).replaceAll(/\s+/g, ' ')
  return words.length > most ? `${words.slice(0, most)}…` : words
}
