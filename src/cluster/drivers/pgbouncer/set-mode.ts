/** Sets the mode of a database of PgBouncer, by the line of the database in the configuration file. */
import { type ConsoleWhere, onConsole } from '#cluster/clients/pgbouncer/console'
import { putTaken } from '#cluster/drivers/pgbouncer/put-words'
import { wordIn } from '#cluster/facts/pool/columns'
import { consoleText } from '#model/actions/pool/console'
import type { SetModeAction } from '#model/actions/pool/pgbouncer'
import { failpoint } from '#src/failpoint'

export const setPoolMode = (where: ConsoleWhere, action: SetModeAction): Promise<void> =>
  onConsole(where, async tell => {
    // Only mode session resets a server that is given back: the state of a session would reach the next client. Sent
    // before the mode, because the next holder of a run looks at the mode alone, and after for servers of in between.
    const reconnect = consoleText.reconnect(action.of)
    await tell(reconnect)
    await putTaken(
      tell,
      action,
      { pool_mode: action.mode },
      row => wordIn(row, 'pool_mode') === action.mode,
    )
    failpoint('pool mode set')
    await tell(reconnect)
  })
