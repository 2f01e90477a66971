/**
 * Archives WAL and brings WAL back, as PostgreSQL calls the program (manual, 25.3):
 *   archive_command: node program.ts keep <archive> %p <file of keys>
 *   restore_command: node program.ts fetch <archive> %f %p, with the keys in HOWDAH_WAL_KEYS
 * The keys are in no argument, where all users of the machine could read the text. An exit code over 125 ends a recovery, where 1
 * means that the archive has no such file.
 */
import { fetchWal } from '#main/wal/fetch'
import { keepWal } from '#main/wal/keep'
import { Failure } from '#src/errors'

const fatal = 200

const [way, ...words] = process.argv.slice(2)
try {
  if (way === 'keep') await keepWal(words)
  else if (way === 'fetch') process.exitCode = (await fetchWal(words)) ? 0 : 1
  else throw new Failure('wal.words', 'it is called with keep or fetch', '')
} catch (error) {
  const said = error instanceof Error ? error.message : String(error)
  const instead = error instanceof Failure ? ` ${error.instead}` : ''
  process.stderr.write(`howdah: ${said}${instead}\n`)
  process.exitCode = way === 'fetch' ? fatal : 1
}
