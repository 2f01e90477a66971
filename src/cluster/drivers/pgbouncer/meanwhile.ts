/** Lets the clients of pools wait while the primary moves. The next holder of a run uses the same functions on the same pools. */
import { onConsole, type Tell } from '#cluster/clients/pgbouncer/console'
import { consoleOf } from '#cluster/drivers/pgbouncer/console-of'
import { leadInFile, leadPool } from '#cluster/drivers/pgbouncer/lead'
import { pausePool, resumeBy, resumePool } from '#cluster/drivers/pgbouncer/pause'
import { startWatchdog } from '#cluster/drivers/pgbouncer/watchdog'
import { waitIn, wordIn } from '#cluster/facts/pool/columns'
import type { Acting, Holder } from '#model/actions/driver'
import type { Meanwhile } from '#model/actions/pool/console'
import { Failure } from '#src/errors'
import { failpoint } from '#src/failpoint'
import { milliseconds } from '#text/figures'

interface Moving extends Pick<Acting, 'stop' | 'lost'> {
  readonly holder: Holder
  readonly action: { readonly meanwhile?: Meanwhile | undefined }
  /** Keeps a warning with the result. */
  readonly warn: (words: string) => void
}

/** Resolves once no client has a server any more; rejects with every pool resumed, unless the token is lost. */
export const pausePools = async ({ action, holder, stop, lost }: Moving): Promise<void> => {
  const { meanwhile } = action
  if (!meanwhile) return
  const { settleSeconds, mostSeconds } = meanwhile
  const paused = meanwhile.pools.map(({ pooler, of }) => ({
    where: consoleOf(pooler, holder),
    database: of,
  }))
  const watching = await Promise.allSettled(
    paused.map(one => startWatchdog({ ...one, ms: mostSeconds * 1_000 })),
  )
  failpoint('pools watched')
  const pausing = watching.every(({ status }) => status === 'fulfilled')
    ? await Promise.allSettled(
        paused.map(one => pausePool(one, settleSeconds * 1_000, { stop, lost })),
      )
    : []
  const failed = [...watching, ...pausing].find(({ status }) => status === 'rejected')
  if (failed?.status === 'rejected') {
    if (!lost.aborted)
      await Promise.all(
        paused.map(async (one, at) => {
          // While a RESUME may not have come through the watchdog has to stay.
          if (!(await resumed(one))) return
          const watch = watching[at]
          if (watch?.status === 'fulfilled') watch.value()
        }),
      )
    throw failed.reason
  }
  failpoint('pools paused')
}

const resumed = (one: Parameters<typeof resumePool>[0]): Promise<boolean> =>
  resumePool(one).then(
    () => true,
    () => false,
  )

/**
 * Leads the pools to the new primary, and lets the clients go on; tells how long clients waited, in a line of less than
 * 100 characters. The primary has moved by now, so trouble is a warning.
 */
export const leadPools = async ({ action, holder, warn }: Moving): Promise<string> => {
  const pools = action.meanwhile?.pools ?? []
  const waits: number[] = []
  // One after another, as a file may have several. A connection takes a while to open, and clients wait.
  for (const pool of pools) {
    const notLed = `${labelOf(pool)} does not lead to the new primary`
    await orWarn(warn, notLed, () => leadInFile(pool))
    await orWarn(warn, notResumed(pool), () =>
      onConsole(consoleOf(pool.pooler, holder), async tell => {
        await orWarn(warn, notLed, () => leadPool(tell, pool))
        failpoint('pools led')
        waits.push(await longestWait(tell, pool.of))
        await resumeBy(tell, pool.of)
      }),
    )
  }
  failpoint('pools resumed')
  if (waits.length < pools.length) return 'how long clients waited is not known'
  const longest = Math.max(0, ...waits)
  return longest === 0 ? 'no client waited' : `clients waited for up to ${milliseconds(longest)}`
}

/** Lets the clients go on where the pool leads. A pool that cannot be resumed now is resumed by the watchdog. */
export const resumePools = async ({ action, holder, warn }: Moving): Promise<void> => {
  await Promise.all(
    (action.meanwhile?.pools ?? []).map(pool =>
      orWarn(warn, notResumed(pool), () =>
        resumePool({ where: consoleOf(pool.pooler, holder), database: pool.of }),
      ),
    ),
  )
}

const orWarn = async (
  warn: Moving['warn'],
  what: string,
  work: () => Promise<void>,
): Promise<void> => {
  try {
    await work()
  } catch (error) {
    if (!(error instanceof Failure)) throw error
    warn(`${what}: ${error.message} ${error.instead}`)
  }
}

const labelOf = ({ pooler, of }: Meanwhile['pools'][number]): string => `${pooler.name}/${of}`

const notResumed = (pool: Meanwhile['pools'][number]): string =>
  `${labelOf(pool)} could not be resumed; paused, it goes on in time by itself, and started again, by its file`

/** In milliseconds, of the client that has waited longest. */
const longestWait = async (tell: Tell, database: string): Promise<number> => {
  const own = (await tell('SHOW POOLS')).filter(row => wordIn(row, 'database') === database)
  return Math.max(0, ...own.map(row => waitIn(row, 'maxwait') * 1_000))
}
