/** Leads a database of PgBouncer to another address: by its line in the configuration file, and RELOAD. */
import type { Tell } from '#cluster/clients/pgbouncer/console'
import { putFile } from '#cluster/drivers/files/put-file'
import { figureIn, wordIn } from '#cluster/facts/pool/columns'
import { readConfigFile } from '#cluster/facts/pool/config-file'
import { leadElsewhere } from '#cluster/facts/pool/database-line'
import type { Meanwhile } from '#model/actions/pool/console'
import { consoleText } from '#model/actions/pool/console'
import { Failure } from '#src/errors'

/** Resolves once PgBouncer itself tells the new address. */
export const leadPool = async (
  tell: Tell,
  { of, file, to }: Meanwhile['pools'][number],
): Promise<void> => {
  const found = await readConfigFile(file)
  if (typeof found === 'string') throw notLed(found)
  const text = leadElsewhere(found.text, of, to)
  if (text === undefined) throw notLed(`${file} has no line for ${of} alone`)
  const { mode, owner } = found
  if (text !== found.text) await putFile(file, text, { mode, owner, flush: true })
  await tell(consoleText.reload)
  const row = (await tell('SHOW DATABASES')).find(one => wordIn(one, 'name') === of)
  if (!row || wordIn(row, 'host') !== to.host || figureIn(row, 'port') !== to.port)
    throw notLed(`PgBouncer did not take the address from ${file}`)
}

const notLed = (because: string): Failure =>
  new Failure('pool.not-led', `${because}.`, 'Put that right in the file, then RELOAD.')
