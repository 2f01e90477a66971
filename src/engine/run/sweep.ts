/**
 * The sweeper makes good lost wake-ups, dead processes and missed deadlines. Every process runs a sweeper;
 * each piece of work is taken by a conditional UPDATE, so that any number of sweepers may run.
 */
import { measureAfter } from '#engine/guard/measure'
import { reopenGuards } from '#engine/guard/reopen'
import { lookAtGuard } from '#engine/guard/watch'
import type { Parts } from '#engine/parts'
import { drive } from '#engine/run/drive'
import type { Lease } from '#engine/run/held/lease'
import { inTime } from '#src/in-time'
import { expiredPlanIds, takeReminders } from '#store/lists/due-plans'
import { endPending } from '#store/plans'
import { idleRunIds } from '#store/run/hold'
import { takeWatches, type WatchKind, type WatchRow } from '#store/watches'

export interface Sweeper {
  /** Drives a run in this process, unless the process drives the run already. */
  drive(run: string): Promise<void>
  /** Sweeps once now; resolves when all started work has ended or is under way. */
  sweep(): Promise<void>
  /** Takes no new work and waits for the work under way, at most `seconds`. */
  stop(seconds: number): Promise<void>
}

/** Seconds between two looks at what is watched after a change. */
const lookEvery = 3

/** Seconds between two looks for watches that are due; sweeps may be further apart. */
const dueEvery = 1

/** Milliseconds between two looks for guards that somebody closed past Howdah. */
const reopenEveryMs = 30_000

export const openSweeper = (parts: Parts): Sweeper => {
  const { sweepSeconds, tokenSeconds } = parts.config.engine
  const driving = new Map<string, Promise<void>>()
  const leases = new Map<string, Lease>()
  const looking = new Set<string>()
  // A stop is heard at once; if the notification is lost, the next heartbeat brings the stop.
  const deaf = parts.store.listen('howdah_interrupt', run => void leases.get(run)?.renew())
  let stopped = false
  const sound = new Set<string>()
  let reopenedAt = Number.NEGATIVE_INFINITY

  const driveOnce = (run: string): Promise<void> => {
    const known = driving.get(run)
    if (known || stopped) return known ?? Promise.resolve()
    const work = drive(parts, run, lease => leases.set(run, lease))
      .catch((error: unknown) => parts.report(error, { run }))
      .finally(() => {
        leases.delete(run)
        driving.delete(run)
      })
    driving.set(run, work)
    return work
  }

  /** Side by side: a cluster that does not answer delays the look at no other. */
  const lookOnce = async (watch: WatchRow): Promise<void> => {
    const key = `${watch.kind} ${watch.run_id}`
    if (looking.has(key)) return
    looking.add(key)
    await looks[watch.kind](parts, watch)
      .catch((error: unknown) => parts.report(error, { run: watch.run_id, during: watch.kind }))
      .finally(() => looking.delete(key))
  }

  const sweep = async (): Promise<void> => {
    if (stopped) return
    try {
      for (const run of await idleRunIds(parts.store, tokenSeconds)) void driveOnce(run)
      await expire(parts)
      await takeReminders(parts.store)
      if (performance.now() - reopenedAt > reopenEveryMs) {
        reopenedAt = performance.now()
        await reopenGuards(parts, sound)
      }
      await lookAtDue()
    } catch (error) {
      parts.report(error, { during: 'sweep' })
    }
  }

  let taking = false
  const lookAtDue = async (): Promise<void> => {
    if (stopped || taking) return
    taking = true
    try {
      for (const watch of await takeWatches(parts.store, lookEvery, [...looking]))
        void lookOnce(watch)
    } finally {
      taking = false
    }
  }
  const timer = setInterval(() => void sweep(), sweepSeconds * 1_000)
  // What the sweep does not get it reports.
  const due = setInterval(
    () => void lookAtDue().catch(() => {}),
    Math.min(sweepSeconds, dueEvery) * 1_000,
  )

  return {
    drive: driveOnce,
    sweep,
    async stop(seconds) {
      stopped = true
      clearInterval(timer)
      clearInterval(due)
      await inTime(Promise.allSettled(driving.values()), seconds * 1_000, () => [])
      await (await deaf)()
    },
  }
}

const looks: Readonly<Record<WatchKind, (parts: Parts, watch: WatchRow) => Promise<void>>> = {
  measure: measureAfter,
  guard: lookAtGuard,
}

const expire = async (parts: Parts): Promise<void> => {
  for (const plan of await expiredPlanIds(parts.store))
    await parts.store.transaction(async tx => {
      const ours = await endPending(tx, plan, 'expired', expiredEnding)
      const said = { actor: `howdah/${parts.holder}`, subject: { plan }, detail: {} }
      if (ours) await parts.record.append('plan.expired', said, tx)
    })
}

const expiredEnding =
  'It was not approved in time. Nothing was done. Plan it again if it is still wanted.'
