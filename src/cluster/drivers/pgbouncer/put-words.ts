/** Writes the line of a database into the configuration file of PgBouncer, and has PgBouncer read the file again. */
import type { Tell } from '#cluster/clients/pgbouncer/console'
import { putFile } from '#cluster/drivers/files/put-file'
import { wordIn } from '#cluster/facts/pool/columns'
import { readConfigFile, wordInFile } from '#cluster/facts/pool/config-file'
import { type NewWords, withWords } from '#cluster/facts/pool/database-line'
import { consoleText } from '#model/actions/pool/console'
import type { ConsoleRow } from '#model/pool/known-pooler'
import { Failure } from '#src/errors'

interface Line {
  readonly file: string
  /** The database whose line is meant. */
  readonly of: string
}

/** Into the file alone: PgBouncer goes by the words from its next start or RELOAD on. */
export const writeWords = async ({ file, of }: Line, words: NewWords): Promise<void> => {
  const found = await readConfigFile(file)
  if (typeof found === 'string') throw notTaken(found)
  const text = withWords(found.text, of, words)
  if (text === undefined) throw notTaken(`${file} has no line for ${of} alone`)
  const { mode, owner, folder } = found
  if (text !== found.text) await putFile(file, text, { mode, owner, folder, flush: true })
}

/** Resolves with the row of SHOW DATABASES after RELOAD. */
export const putWords = async (tell: Tell, line: Line, words: NewWords): Promise<ConsoleRow> => {
  await writeWords(line, words)
  await tell(consoleText.reload)
  const row = (await tell('SHOW DATABASES')).find(one => wordIn(one, 'name') === line.of)
  if (!row) throw notTaken(`PgBouncer has no database ${line.of} any more`)
  return row
}

/** A Failure, with the former words in the file again, where PgBouncer goes by a later line, or by the line of a further file. */
export const putTaken = async (
  tell: Tell,
  place: Line,
  words: NewWords,
  isTaken: (row: ConsoleRow) => boolean,
): Promise<void> => {
  const former: Record<string, string | null> = {}
  for (const key of Object.keys(words)) former[key] = await wordInFile(place.file, place.of, key)
  if (isTaken(await putWords(tell, place, words))) return
  await putWords(tell, place, former)
  throw new Failure(
    'pool.not-taken',
    `PgBouncer did not take ${Object.keys(words).join(' and ')} from the line of ${place.of} in ${place.file}, which is as before.`,
    `Look for another line of ${place.of}, in that file or in one that it includes, and leave a single one.`,
  )
}

export const notTaken = (because: string): Failure =>
  new Failure('pool.not-taken', `${because}.`, 'Put that right in the file, then RELOAD.')
