/** The state of an action on a PgBouncer, by the console's own words. */
import { figureIn, wordIn } from '#cluster/facts/pool/columns'
import type { ActionState } from '#model/actions/action-kind'
import type { PgbouncerAction, ResizeAction, SetModeAction } from '#model/actions/pool/pgbouncer'
import type { ConsoleRow, KnownPooler } from '#model/pool/known-pooler'

type Ask = KnownPooler['ask']

export const poolState = async (action: PgbouncerAction, ask: Ask): Promise<ActionState> => {
  if (action.way === 'resize') return sizeState(action, ask)
  if (action.way === 'set-mode') return modeState(action, ask)
  const pause = await pauseOf(action.of, ask)
  if (action.way !== 'pause') return pause.paused ? 'absent' : 'present'
  return pause.paused ? (pause.settled ? 'present' : 'partial') : 'absent'
}

const sizeState = async ({ of, size }: ResizeAction, ask: Ask): Promise<ActionState> => {
  const [databases = [], settings = []] = await ask(['DATABASES', 'CONFIG'])
  const row = databases.find(one => wordIn(one, 'name') === of)
  const usual = settings.find(one => wordIn(one, 'key') === 'default_pool_size')
  const wanted = size ?? (usual && figureIn(usual, 'value'))
  return row && figureIn(row, 'pool_size') === wanted ? 'present' : 'absent'
}

/** PgBouncer tells no mode for a database that has the default. */
const modeState = async ({ of, mode }: SetModeAction, ask: Ask): Promise<ActionState> => {
  const [databases = []] = await ask(['DATABASES'])
  const row = databases.find(one => wordIn(one, 'name') === of)
  return row && wordIn(row, 'pool_mode') === mode ? 'present' : 'absent'
}

/** `settled`: no client has a server any more, as the answer to PAUSE would say. */
export const pauseOf = async (
  database: string,
  ask: Ask,
): Promise<{ readonly paused: boolean; readonly settled: boolean }> => {
  const [databases = [], pools = []] = await ask(['DATABASES', 'POOLS'])
  const row = databases.find(one => wordIn(one, 'name') === database)
  const busy = pools.filter(one => wordIn(one, 'database') === database).some(hasServers)
  return { paused: row !== undefined && figureIn(row, 'paused') === 1, settled: !busy }
}

const hasServers = (pool: ConsoleRow): boolean =>
  ['sv_active', 'sv_active_cancel', 'sv_tested'].some(name => (figureIn(pool, name) ?? 0) > 0)
