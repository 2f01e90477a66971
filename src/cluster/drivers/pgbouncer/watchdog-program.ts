/** `node watchdog-program.ts`, with a WatchOrder as JSON on the standard input. */
import { text } from 'node:stream/consumers'
import { setTimeout as sleep } from 'node:timers/promises'
import { askBy, onConsole } from '#cluster/clients/pgbouncer/console'
import { resumePool } from '#cluster/drivers/pgbouncer/pause'
import { type WatchOrder, watching } from '#cluster/drivers/pgbouncer/watchdog'
import { pauseOf } from '#cluster/facts/pool/state'
import { Failure, hasCode } from '#src/errors'

const pollMs = 250
/** Where nobody listens any more PgBouncer has ended, and a new one has no pause; the network may come back late. */
const patienceMs = { refused: 10_000, silent: 3_600_000 }

for (const signal of ['SIGINT', 'SIGHUP'] as const) process.on(signal, () => {})
const order = JSON.parse(await text(process.stdin)) as WatchOrder
const { where, database, ms } = order
const until = performance.now() + ms
let paused = false
let told = false

/** True once others have resumed the database; false when the time has come. */
const watch = (): Promise<boolean> =>
  onConsole(where, async tell => {
    for (;;) {
      const now = (await pauseOf(database, shows => askBy(tell, shows))).paused
      if (paused && !now) return true
      paused ||= now
      if (!told) process.stdout.write(`${watching}\n`)
      told = true
      if (performance.now() >= until) return false
      await sleep(Math.min(pollMs, Math.max(0, until - performance.now())))
    }
  })

/** Tries again until `last` says that it is in vain: the network may be down when the time has come. */
const persist = async (
  work: () => Promise<boolean>,
  last: (error: unknown) => number,
): Promise<boolean> => {
  for (;;) {
    try {
      return await work()
    } catch (error) {
      if (performance.now() >= last(error)) return false
      await sleep(pollMs)
    }
  }
}

const isRefused = (error: unknown): boolean =>
  error instanceof Failure && hasCode(error.cause, 'ECONNREFUSED')

const resume = async (): Promise<boolean> => {
  await resumePool(order)
  return true
}

// Nobody reads any more once the first line was said.
process.stdout.on('error', () => {})
if (!(await persist(watch, () => until)))
  await persist(
    resume,
    error => until + (isRefused(error) ? patienceMs.refused : patienceMs.silent),
  )
