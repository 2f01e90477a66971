/** Gives a database of PgBouncer more or fewer servers for each user, by its line in the configuration file. */
import { type ConsoleWhere, onConsole } from '#cluster/clients/pgbouncer/console'
import { notTaken, putWords } from '#cluster/drivers/pgbouncer/put-words'
import { figureIn } from '#cluster/facts/pool/columns'
import type { ResizeAction } from '#model/actions/pool/pgbouncer'

export const resizePool = (where: ConsoleWhere, action: ResizeAction): Promise<void> =>
  onConsole(where, async tell => {
    const row = await putWords(tell, action, { pool_size: action.size })
    if (action.size !== null && figureIn(row, 'pool_size') !== action.size)
      throw notTaken(`PgBouncer did not take the size from ${action.file}`)
  })
