/** What people call a statement: the tag that the application gave it, and its shape. */
import { listMark, piecesOf, withoutLiterals } from '#cluster/sql/without-literals'

/**
 * Reads the application's tag, `select /* User search *\/ id from …`. (pg_stat_statements drops a comment
 * before the first word, and keeps the rest.) PostgreSQL's own mark, and hints to the planner, name nothing.
 */
export const tagOf = (text: string): string | null => {
  const tags = piecesOf(text)
    .filter(piece => piece.kind === 'comment' && piece.text !== listMark)
    .map(piece => /^\/\*(?!\+)\s*([^*]{1,60}?)\s*\*\/$/.exec(piece.text)?.[1])
  return tags.find(tag => tag !== undefined) ?? null
}

/** The statement on a line, without any value. */
export const lineOf = (text: string, most: number): string => {
  const words = withoutLiterals(text).replaceAll(/\s+/g, ' ')
  return words.length > most ? `${words.slice(0, most)}…` : words
}
