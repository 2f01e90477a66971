/** How the SQL of a merge is written: a line of chat, and a script of one transaction. */
import type { MergedTable } from '#cluster/facts/clone/merging'
import { sqlComment } from '#text/sql-comment'

/** A back-tick would end the code span. */
export const shown = (sql: string): string => `\`${sql.replaceAll('`', 'ˋ')};\``

/** SET ROLE is no wall: code of a table can take it back, and then has all that the login has. */
export const asWhom = ({ owner }: Pick<MergedTable, 'owner'>): string =>
  `Run it as ${owner}, or as a login that may act as ${owner} and nobody else, never as a superuser: code of its tables has the rights of that login.`

/** PostgreSQL refuses what the owner may not do, whoever runs the script. */
export const script = (
  { quotedOwner }: Pick<MergedTable, 'quotedOwner'>,
  parts: readonly (readonly [what: string | null, sql: string | null])[],
): string =>
  [
    'BEGIN;',
    `SET LOCAL ROLE ${quotedOwner};`,
    ...parts.flatMap(([what, sql]) =>
      sql === null ? [] : [`${what === null ? '' : `${sqlComment(what)}\n`}${sql};`],
    ),
    `${sqlComment('Or ROLLBACK, where the counts are not what you expect')}\nCOMMIT;\n`,
  ].join('\n\n')
