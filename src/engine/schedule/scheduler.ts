/**
 * Every process looks at all schedules each half minute, and at a single schedule when a timer of Agenda comes. A lost
 * timer costs time, never a slot.
 */
import type { Parts } from '#engine/parts'
import { lookAtSchedule } from '#engine/schedule/look'
import { perform } from '#engine/schedule/perform'
import { endMissed, type Perform, runSlot } from '#engine/schedule/run-slot'
import type { Engine } from '#model/engine'
import type { Schedule } from '#model/schedule/schedule'
import { inTime } from '#src/in-time'
import { allSchedules, findSchedule } from '#store/schedule/schedules'
import { lastSlots, openSlots, type SlotKey } from '#store/schedule/slots'

export interface Timers {
  /** Some process looks at the schedule so many milliseconds from now. */
  set(schedule: string, slot: Date, inMs: number): Promise<void>
}

export interface Scheduler {
  /** Looks at a schedule whose timer has come. */
  wake(schedule: string): Promise<void>
  /** Looks at every schedule, and at slots whose process has died. */
  reconcile(): Promise<void>
  /** Takes no new slot and waits for the slots under way, at most `seconds`. */
  stop(seconds: number): Promise<void>
}

const everyMs = 30_000

/** A clock that is further ahead only makes a slot wait for the look at all schedules. */
const mostAheadMs = 15 * 60_000

/** Slots that run side by side in a process. */
const atOnce = 8

export const openScheduler = (parts: Parts, engine: Engine, timers: Timers): Scheduler => {
  const busy = new Map<string, Promise<void>>()
  /** The slot of each schedule for which this process has set a timer. */
  const timed = new Map<string, number>()
  let stopped = false
  const turns = openTurns(atOnce)
  const say: Perform = (schedule, slot) => perform(parts, engine, schedule, slot)

  const setTimer = async (schedule: Schedule, at: Date | null): Promise<void> => {
    if (at === null || stopped || timed.get(schedule.id) === at.getTime()) return
    timed.set(schedule.id, at.getTime())
    // By the database's clock: this process may disagree about the time.
    const inMs = at.getTime() - (await parts.now()).getTime()
    await timers.set(schedule.id, at, Math.max(0, inMs)).catch((error: unknown) => {
      timed.delete(schedule.id)
      throw error
    })
  }

  /** One look at a schedule at a time. */
  const alone = (id: string, work: () => Promise<void>): Promise<void> => {
    const known = busy.get(id)
    if (known || stopped) return known ?? Promise.resolve()
    const done = turns(work)
      .catch((error: unknown) => parts.report(error, { schedule: id }))
      .finally(() => busy.delete(id))
    busy.set(id, done)
    return done
  }

  /** Open slots come first: left by a process that died, or asked for by a person. */
  const lookAt = (
    schedule: Schedule,
    open: readonly SlotKey[],
    last: Date | undefined,
  ): Promise<void> =>
    alone(schedule.id, async () => {
      for (const slot of open) await runSlot(parts, schedule, slot, say)
      const { run, missed, lookAt: next } = await lookAtSchedule(parts, schedule, last)
      if (missed) await endMissed(parts, schedule, missed)
      if (run)
        await runSlot(parts, schedule, { schedule: schedule.id, at: run.at, askedBy: null }, say)
      await setTimer(schedule, next)
    })

  const look = async (id: string): Promise<void> => {
    const schedule = await findSchedule(parts.store, id)
    if (!schedule) return
    const open = await openSlots(parts.store, id)
    await lookAt(schedule, open, (await lastSlots(parts.store, id)).get(id))
  }

  const lookOrReport = (id: string): Promise<void> =>
    look(id).catch((error: unknown) => parts.report(error, { schedule: id }))

  const reconcile = async (): Promise<void> => {
    const schedules = await allSchedules(parts.store)
    const open = Map.groupBy(await openSlots(parts.store, null), ({ schedule }) => schedule)
    const last = await lastSlots(parts.store, null)
    await Promise.all(schedules.map(one => lookAt(one, open.get(one.id) ?? [], last.get(one.id))))
  }

  /** The clock behind the timer may be ahead of the database: then the slot is still to come. */
  const lookAgain = async (id: string, slot: number): Promise<void> => {
    const left = slot - (await parts.now()).getTime()
    if (left > 0 && left < mostAheadMs) setTimeout(() => void lookOrReport(id), left).unref()
  }

  let reconciling = false
  const lookAtAll = (): void => {
    if (reconciling) return
    reconciling = true
    void reconcile()
      .catch((error: unknown) => parts.report(error, { during: 'schedules' }))
      .finally(() => {
        reconciling = false
      })
  }
  // At once too: slots may have come while no process was there.
  lookAtAll()
  const timer = setInterval(lookAtAll, everyMs)
  const changed = parts.store.listen('howdah_schedule', id => {
    timed.delete(id)
    void lookOrReport(id)
  })

  return {
    async wake(id) {
      const slot = timed.get(id)
      await lookOrReport(id)
      if (slot !== undefined && timed.get(id) === slot) await lookAgain(id, slot)
    },
    reconcile,
    async stop(seconds) {
      stopped = true
      clearInterval(timer)
      await inTime(Promise.allSettled(busy.values()), seconds * 1_000, () => [])
      await (await changed)()
    },
  }
}

/** Lets so many pieces of work run side by side, and the rest in the order of their coming. */
const openTurns = (most: number) => {
  let running = 0
  const waiting: (() => void)[] = []
  return async (work: () => Promise<void>): Promise<void> => {
    if (running >= most) await new Promise<void>(go => waiting.push(go))
    running += 1
    try {
      await work()
    } finally {
      running -= 1
      waiting.shift()?.()
    }
  }
}
