/** Which slots of a schedule are due: pure, by the control database's clock. */
import { createHash } from 'node:crypto'
import { readCalendar } from '#model/calendar/calendar'
import { type Slot, slotsAfter } from '#model/calendar/slots'
import { isRefusal } from '#model/refusal'
import type { ScheduleBody } from '#model/schedule/schedule'

type Timed = Pick<ScheduleBody, 'calendar' | 'zone' | 'jitter' | 'catchUp'> & {
  readonly id: string
}

export interface Due {
  /** The slot to run now; null when none is due, or when it is too late for the latest. */
  readonly run: Slot | null
  /** Slots that no process took in time. */
  readonly missed: { readonly first: Date; readonly last: Date; readonly count: number } | null
  /** When to look again: the time of the next slot, with its jitter; null where the calendar ends. */
  readonly lookAt: Date | null
}

/** More slots than this at once are looked at in a further go. */
const most = 1_000

/** Seconds by which each slot of a schedule comes later: the same for every slot and in every process. */
export const jitterOf = ({ id, jitter }: Pick<Timed, 'id' | 'jitter'>): number =>
  jitter === 0 ? 0 : createHash('sha256').update(id).digest().readUInt32BE(0) % (jitter + 1)

export const dueAt = (timed: Pick<Timed, 'id' | 'jitter'>, { at }: Slot): Date =>
  new Date(at.getTime() + jitterOf(timed) * 1_000)

/** The next slots after an instant; empty for a calendar that cannot be read any more. */
export const nextSlots = (
  { calendar, zone }: Pick<Timed, 'calendar' | 'zone'>,
  after: Date,
  count: number,
): readonly Slot[] => {
  const read = readCalendar(calendar)
  return isRefusal(read) ? [] : slotsAfter(read, zone, after, count)
}

/**
 * Judges the slots after `since`, the last slot that was dealt with. `open` gives until when a slot may still be
 * begun beyond the catch-up time: the end of its maintenance window.
 */
export const dueOf = (
  schedule: Timed,
  since: Date,
  now: Date,
  open: (slot: Slot) => Date | null = () => null,
): Due => {
  const slots = nextSlots(schedule, since, most)
  const passed = slots.filter(slot => dueAt(schedule, slot) <= now)
  const next = slots[passed.length]
  const lookAt = next ? dueAt(schedule, next) : passed.length === most ? now : null
  const latest = passed.at(-1)
  if (!latest) return { run: null, missed: null, lookAt }
  const until = Math.max(
    dueAt(schedule, latest).getTime() + schedule.catchUp * 1_000,
    open(latest)?.getTime() ?? 0,
  )
  const run = now.getTime() <= until && passed.length < most ? latest : null
  const missed = run ? passed.slice(0, -1) : passed
  const [first, last] = [missed[0], missed.at(-1)]
  return {
    run,
    missed: first && last ? { first: first.at, last: last.at, count: missed.length } : null,
    lookAt,
  }
}
