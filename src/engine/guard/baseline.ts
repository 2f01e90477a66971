/** The time before a guarded change, long enough to compare with: a plan may be approved within seconds. */
import { setTimeout as sleep } from 'node:timers/promises'
import { keepReading } from '#engine/guard/read'
import type { Running } from '#engine/run/held/run'
import { type Guard, metrics } from '#model/guard'
import { firstReadingAt } from '#store/readings'
import { setWaiting } from '#store/runs'
import { seconds } from '#text/figures'

/**
 * Waits until the first reading is old enough, reading meanwhile, and reads once more right before the change. No time
 * is needed for limits without a comparison.
 */
export const measureBefore = async ({ parts, run, plan, lease }: Running): Promise<void> => {
  if (!plan.guard) return
  const first = await firstReadingAt(parts.store, plan.id)
  if (first === null) await keepReading(parts, plan, 'before')
  const now = await parts.now()
  const left = secondsFor(plan.guard) - (now.getTime() - (first ?? now).getTime()) / 1_000
  if (left > 0) {
    const words = `It measures for ${seconds(Math.ceil(left))} before it changes anything.`
    await setWaiting(parts.store, run, lease.token, words)
    const until = performance.now() + left * 1_000
    // A stop ends the waiting, and the run.
    const waits = () => performance.now() < until && !lease.interrupt.aborted
    while (waits()) {
      const ms = Math.min(until - performance.now(), everyMs)
      await sleep(ms, undefined, { signal: lease.interrupt }).catch(() => {})
      if (waits()) await keepReading(parts, plan, 'before')
    }
    await setWaiting(parts.store, run, lease.token, null)
  }
  lease.check()
  await keepReading(parts, plan, 'before')
}

/** Milliseconds between two readings: a single one says little about how busy the machine is. */
const everyMs = 3_000

/** Seconds that say enough about calls, transactions and sessions too. */
const fewest = 10

const secondsFor = ({ watches }: Guard): number => {
  const compared = watches.filter(({ factor }) => factor !== null)
  return compared.length === 0
    ? 0
    : Math.max(
        fewest,
        ...compared.map(({ metric, least }) =>
          metrics[metric].evidence === 'seconds' ? least : 0,
        ),
      )
}
