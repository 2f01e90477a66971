/** Reads all that a look at a schedule needs to know, for many schedules at once, and finds the due slots. */
import type { Parts } from '#engine/parts'
import { windowAround } from '#engine/schedule/place'
import { activeSince } from '#model/schedule/active-since'
import { dealtWithUntil } from '#model/schedule/dealt-with'
import { type Due, dueOf } from '#model/schedule/due'
import type { Schedule } from '#model/schedule/schedule'
import { schedulesNamed } from '#store/schedule/schedules'
import { lastSlots, openSlots, type SlotKey } from '#store/schedule/slots'

export interface SeenSchedule {
  readonly schedule: Schedule
  /** Left by a process that died, or asked for by a person. */
  readonly open: readonly SlotKey[]
  /** The latest time of the calendar that was dealt with or is under way. */
  readonly last: Date | undefined
  /** The control database's clock, also while the look goes on. */
  readonly now: () => Date
}

export const seeSchedules = async (
  parts: Parts,
  ids: readonly string[],
): Promise<ReadonlyMap<string, SeenSchedule>> => {
  const now = clockFrom(await parts.now())
  const schedules = await schedulesNamed(parts.store, ids)
  const open = Map.groupBy(await openSlots(parts.store, ids), ({ schedule }) => schedule)
  const last = await lastSlots(parts.store, ids)
  return new Map(
    schedules.map(schedule => [
      schedule.id,
      { schedule, open: open.get(schedule.id) ?? [], last: last.get(schedule.id), now },
    ]),
  )
}

/** Goes on from a time of the control database's clock: the clock of this process may be wrong. */
const clockFrom = (then: Date): (() => Date) => {
  const readAt = performance.now()
  return () => new Date(then.getTime() + performance.now() - readAt)
}

export const dueAtLook = (parts: Parts, { schedule, last, now }: SeenSchedule): Due => {
  const [active, present] = [activeSince(schedule), now()]
  if (active === null || active > present) return { run: null, missed: null, lookAt: active }
  const since = dealtWithUntil(schedule, last) ?? active
  return dueOf(schedule, since, present, slot => windowAround(parts, schedule, slot.at))
}
