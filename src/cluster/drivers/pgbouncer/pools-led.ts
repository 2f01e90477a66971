import { askConsole } from '#cluster/clients/pgbouncer/console'
import { consoleOf } from '#cluster/drivers/pgbouncer/console-of'
import { figureIn, wordIn } from '#cluster/facts/pool/columns'
import { whyNotByFile } from '#cluster/facts/pool/config-file'
import type { Holder } from '#model/actions/driver'
import type { Meanwhile } from '#model/actions/pool/console'
import { Failure } from '#src/errors'

/** False where a pool is still paused, or leads elsewhere and can be led to the new primary. A silent PgBouncer tells neither. */
export const poolsLed = async (
  { meanwhile }: { readonly meanwhile?: Meanwhile | undefined },
  holder: Holder,
): Promise<boolean> => {
  const led = await Promise.all((meanwhile?.pools ?? []).map(pool => isLed(pool, holder)))
  return led.every(Boolean)
}

const isLed = async (
  { pooler, of, file, to }: Meanwhile['pools'][number],
  holder: Holder,
): Promise<boolean> => {
  try {
    const [rows = []] = await askConsole(consoleOf(pooler, holder), ['DATABASES'])
    const row = rows.find(one => wordIn(one, 'name') === of)
    if (!row) return true
    if (figureIn(row, 'paused') === 1) return false
    const [host, port] = [wordIn(row, 'host') ?? '', figureIn(row, 'port')]
    if (host === to.host && port === to.port) return true
    return (await whyNotByFile(file, { database: of, host, port: String(port) })) !== null
  } catch (error) {
    if (!(error instanceof Failure)) throw error
    return true
  }
}
