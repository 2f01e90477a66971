/**
 * Whether all of a PgBouncer stands still: PAUSE without a name, or SUSPEND. Newer versions tell that by SHOW STATE. PgBouncer
 * 1.18 tells by no column: each database is `paused = 0` then, and clients wait while the pool has no server (measured).
 */
import { figureIn, waitIn, wordIn } from '#cluster/facts/pool/columns'
import type { ConsoleRow, KnownPooler } from '#model/pool/known-pooler'
import { Failure } from '#src/errors'

/** `perhaps`: clients wait for a server, and PgBouncer has none and makes none. */
export type Halted = 'paused' | 'suspended' | 'perhaps'

/** Null where this version does not know the word. */
export const askState = async ({
  ask,
}: Pick<KnownPooler, 'ask'>): Promise<readonly ConsoleRow[] | null> => {
  try {
    return (await ask(['STATE']))[0] ?? null
  } catch (error) {
    if (error instanceof Failure && error.code === 'pool.refused') return null
    throw error
  }
}

/** `state` has a row for each key, with `yes` or `no`. */
export const haltedBy = (
  state: readonly ConsoleRow[] | null,
  pools: readonly ConsoleRow[],
  databases: readonly { readonly name: string; readonly paused: boolean }[],
): Halted | null => {
  if (state !== null)
    return (
      (['paused', 'suspended'] as const).find(key =>
        state.some(row => wordIn(row, 'key') === key && wordIn(row, 'value') === 'yes'),
      ) ?? null
    )
  const going = databases.filter(({ paused }) => !paused).map(({ name }) => name)
  const stuck = pools.some(
    row =>
      going.includes(wordIn(row, 'database') ?? '') &&
      (figureIn(row, 'cl_waiting') ?? 0) > 0 &&
      waitIn(row, 'maxwait') >= stuckSeconds &&
      servers.every(column => (figureIn(row, column) ?? 0) === 0),
  )
  return stuck ? 'perhaps' : null
}

/** A new server takes milliseconds, and counts as `sv_login` meanwhile. */
const stuckSeconds = 1

const servers = ['sv_active', 'sv_idle', 'sv_used', 'sv_tested', 'sv_login'] as const
