/** The number of clients that wait for a server of a pool, for a guard. */
import { figureIn, waitIn, wordIn } from '#cluster/facts/pool/columns'
import type { ConsoleRow } from '#model/pool/known-pooler'
import type { View } from '#model/view'
import { Failure } from '#src/errors'
import { inTime } from '#src/in-time'

export interface AskedPool {
  readonly pooler: string
  /** Database of PgBouncer. */
  readonly database: string
}

/** Shorter queues are how a pool works, however many clients wait. */
const noticedSeconds = 0.1

/** A PgBouncer that does not answer delays no figure of the nodes. */
const patienceMs = 2_500

/** By `front/app`; null where PgBouncer does not tell, and where the clients wait because the pool is paused. */
export const waitingClientsOf = async (
  view: Pick<View, 'poolers'>,
  pools: readonly AskedPool[],
): Promise<Readonly<Record<string, number | null>>> =>
  Object.fromEntries(
    await Promise.all(
      pools.map(async pool => [
        `${pool.pooler}/${pool.database}`,
        await inTime(read(view, pool), patienceMs, () => null),
      ]),
    ),
  )

const read = async (
  { poolers }: Pick<View, 'poolers'>,
  { pooler, database }: AskedPool,
): Promise<number | null> => {
  try {
    const asked = poolers.find(({ name }) => name === pooler)
    const [databases, pools] = (await asked?.ask(['DATABASES', 'POOLS'])) ?? []
    return waitingIn(databases ?? [], pools ?? [], database)
  } catch (error) {
    if (!(error instanceof Failure)) throw error
    return null
  }
}

/** Of SHOW DATABASES and SHOW POOLS; a pool has a row for each user. */
export const waitingIn = (
  databases: readonly ConsoleRow[],
  pools: readonly ConsoleRow[],
  database: string,
): number | null => {
  const found = databases.find(row => wordIn(row, 'name') === database)
  if (!found || figureIn(found, 'paused') === 1) return null
  return pools
    .filter(row => wordIn(row, 'database') === database && waitIn(row, 'maxwait') >= noticedSeconds)
    .reduce((sum, row) => sum + (figureIn(row, 'cl_waiting') ?? 0), 0)
}
