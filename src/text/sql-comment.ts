/** Writes text of any origin as comments of SQL. A comment ends where a line ends, so each line begins a comment. */
import { visible } from '#text/invisible'

/** Line ends of PostgreSQL, of psql and of editors. */
const lineEnd = /\r\n|[\n\v\f\r\u0085\u2028\u2029]/

export const sqlComment = (text: string): string =>
  text
    .split(lineEnd)
    .map(line => `-- ${visible(line)}`.trimEnd())
    .join('\n')
