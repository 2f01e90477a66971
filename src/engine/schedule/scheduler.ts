/**
 * Every process looks for due slots of all schedules each half minute, and at a single schedule when a timer of Agenda
 * comes. A lost timer costs time, never a slot.
 */
import type { Parts } from '#engine/parts'
import { endMissed } from '#engine/schedule/end-slot'
import { dueAtLook, type SeenSchedule, seeSchedules } from '#engine/schedule/look'
import { openLooks } from '#engine/schedule/looks'
import { openMoment } from '#engine/schedule/moments'
import { openOwners } from '#engine/schedule/owners'
import { perform } from '#engine/schedule/perform'
import { type Perform, runSlot } from '#engine/schedule/run-slot'
import { openTurns } from '#engine/schedule/turns'
import type { Engine } from '#model/engine'
import { inTime } from '#src/in-time'
import { newestRevisions } from '#store/schedule/schedules'
import { openSlots, type SlotKey } from '#store/schedule/slots'

export interface Timers {
  /** Some process looks at the schedule at that time of its clock. */
  set(schedule: string, at: Date): Promise<void>
}

export interface Scheduler {
  /** Looks at a schedule whose timer for a slot has come. */
  wake(schedule: string, slot: Date): Promise<void>
  /** Looks at every schedule with a due slot, and at slots whose process has died. */
  reconcile(): Promise<void>
  /** Takes no new slot and waits for the slots under way, at most `seconds`. */
  stop(seconds: number): Promise<void>
}

const everyMs = 30_000

/** Timers further ahead are set by a later look at all schedules. */
const timedMs = 3 * everyMs

/** A clock that is further ahead only makes a slot wait for the look at all schedules. */
const mostAheadMs = 15 * 60_000

/** Slots that run side by side in a process: most of the time of a slot is spent waiting for databases. */
const atOnce = 12

/** Slots share a look at the roles of a cluster's nodes. */
const lookedMs = 1_000

interface NextLook {
  /** The number of the revision that the look was at. */
  readonly revision: number
  /** The time of the next slot; null for none. */
  readonly at: Date | null
}

export const openScheduler = (parts: Parts, engine: Engine, timers: Timers): Scheduler => {
  const next = new Map<string, NextLook>()
  /** The slot of each schedule for which this process has set a timer. */
  const timed = new Map<string, number>()
  let stopped = false
  const turns = openTurns(atOnce)
  const looked = openMoment<Awaited<ReturnType<Engine['look']>>>(lookedMs)
  const look: Engine['look'] = (cluster, database) =>
    looked(`${cluster} ${database ?? ''}`, () => engine.look(cluster, database))
  const performing = { engine: { ...engine, look }, findOwner: openOwners(parts) }
  const say: Perform = (schedule, slot) => perform(parts, performing, schedule, slot)

  const during = (what: string) => (error: unknown) => parts.report(error, { during: what })

  const setTimer = async (id: string, at: Date | null, now: Date): Promise<void> => {
    if (at === null || stopped || at.getTime() - now.getTime() > timedMs) return
    if (timed.get(id) === at.getTime()) return
    timed.set(id, at.getTime())
    await timers.set(id, at).catch((error: unknown) => {
      timed.delete(id)
      throw error
    })
  }

  /** Open slots come first. */
  const lookAt = async (seen: SeenSchedule): Promise<void> => {
    const { schedule, open, now } = seen
    const { id, revision } = schedule
    const take = (slot: SlotKey): Promise<void> =>
      turns(async () => {
        if (!stopped) await runSlot(parts, { schedule, slot, now }, say)
      })
    for (const slot of open) await take(slot)
    const { run, missed, lookAt: at } = dueAtLook(parts, seen)
    if (missed) await parts.store.transaction(tx => endMissed(parts, tx, schedule, missed))
    if (run) await take({ schedule: id, at: run.at, askedBy: null })
    next.set(id, { revision, at })
    await setTimer(id, at, now())
  }

  const looks = openLooks<SeenSchedule>({
    read: ids => seeSchedules(parts, ids),
    look: lookAt,
    report: (error, ids) => parts.report(error, { schedule: ids.join(', ') }),
  })

  /** The schedules to look at now; sets the timers of those that come soon. */
  const dueNow = async (): Promise<readonly string[]> => {
    const now = await parts.now()
    const open = new Set((await openSlots(parts.store, null)).map(({ schedule }) => schedule))
    const due: string[] = []
    const coming: Promise<void>[] = []
    for (const [id, revision] of await newestRevisions(parts.store)) {
      const known = next.get(id)
      const isKnown = known?.revision === revision && !open.has(id)
      if (!isKnown || (known.at !== null && known.at <= now)) due.push(id)
      else coming.push(setTimer(id, known.at, now))
    }
    void Promise.all(coming).catch(during('timers of schedules'))
    return due
  }

  /** The clock behind the timer may be ahead of the database: then the slot is still to come. */
  const lookAgain = async (id: string, at: Date): Promise<void> => {
    const left = at.getTime() - (await parts.now()).getTime()
    if (left > 0 && left < mostAheadMs) setTimeout(() => void looks.ask(id), left).unref()
  }

  let reconciling = false
  const lookAtAll = async (): Promise<void> => {
    if (reconciling) return
    reconciling = true
    try {
      for (const id of await dueNow()) void looks.ask(id)
    } catch (error) {
      during('schedules')(error)
    } finally {
      reconciling = false
    }
  }
  // At once too: slots may have come while no process was there.
  void lookAtAll()
  const timer = setInterval(() => void lookAtAll(), everyMs)
  const changed = parts.store.listen('howdah_schedule', id => {
    timed.delete(id)
    void looks.ask(id)
  })

  return {
    async wake(id, slot) {
      await looks.ask(id)
      if (next.get(id)?.at?.getTime() === slot.getTime())
        await lookAgain(id, slot).catch(during('a timer of a schedule'))
    },
    async reconcile() {
      await Promise.all((await dueNow()).map(id => looks.ask(id)))
    },
    async stop(seconds) {
      stopped = true
      clearInterval(timer)
      await inTime(looks.stop(), seconds * 1_000, () => undefined)
      await (await changed)()
    },
  }
}
