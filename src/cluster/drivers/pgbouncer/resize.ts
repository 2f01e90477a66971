/** Gives a database of PgBouncer more or fewer servers for each user, by its line in the configuration file. */
import { type ConsoleWhere, onConsole } from '#cluster/clients/pgbouncer/console'
import { putTaken } from '#cluster/drivers/pgbouncer/put-words'
import { figureIn } from '#cluster/facts/pool/columns'
import type { ResizeAction } from '#model/actions/pool/pgbouncer'

export const resizePool = (where: ConsoleWhere, action: ResizeAction): Promise<void> =>
  onConsole(where, tell =>
    putTaken(
      tell,
      action,
      { pool_size: action.size },
      row => action.size === null || figureIn(row, 'pool_size') === action.size,
    ),
  )
