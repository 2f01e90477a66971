/** Writes the line of a database into the configuration file of PgBouncer, and has PgBouncer read the file again. */
import type { Tell } from '#cluster/clients/pgbouncer/console'
import { putFile } from '#cluster/drivers/files/put-file'
import { wordIn } from '#cluster/facts/pool/columns'
import { readConfigFile } from '#cluster/facts/pool/config-file'
import { type NewWords, withWords } from '#cluster/facts/pool/database-line'
import { consoleText } from '#model/actions/pool/console'
import type { ConsoleRow } from '#model/pool/known-pooler'
import { Failure } from '#src/errors'

/** Resolves with the row of SHOW DATABASES after RELOAD. */
export const putWords = async (
  tell: Tell,
  { file, of }: { readonly file: string; readonly of: string },
  words: NewWords,
): Promise<ConsoleRow> => {
  const found = await readConfigFile(file)
  if (typeof found === 'string') throw notTaken(found)
  const text = withWords(found.text, of, words)
  if (text === undefined) throw notTaken(`${file} has no line for ${of} alone`)
  const { mode, owner } = found
  if (text !== found.text) await putFile(file, text, { mode, owner, flush: true })
  await tell(consoleText.reload)
  const row = (await tell('SHOW DATABASES')).find(one => wordIn(one, 'name') === of)
  if (!row) throw notTaken(`PgBouncer has no database ${of} any more`)
  return row
}

export const notTaken = (because: string): Failure =>
  new Failure('pool.not-taken', `${because}.`, 'Put that right in the file, then RELOAD.')
