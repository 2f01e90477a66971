/** How the SQL of a merge is written: a line of chat, and a script of one transaction. */
import { sqlComment } from '#text/sql-comment'

/** A back-tick would end the code span. */
export const shown = (sql: string): string => `\`${sql.replaceAll('`', 'ˋ')};\``

export const script = (
  parts: readonly (readonly [what: string | null, sql: string | null])[],
): string =>
  [
    'BEGIN;',
    ...parts.flatMap(([what, sql]) =>
      sql === null ? [] : [`${what === null ? '' : `${sqlComment(what)}\n`}${sql};`],
    ),
    `${sqlComment('Or ROLLBACK, where the counts are not what you expect')}\nCOMMIT;\n`,
  ].join('\n\n')
