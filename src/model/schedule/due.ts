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

/** A thousand times of day cost some 300 ms of arithmetic, and nearly every look needs a single one. */
const atFirst = 2

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

/** Seconds in which a slot counts as on time, whatever the catch-up: a lost timer is made good in half of them. */
const onTime = 60

/** Until when a slot may still be begun; `window` is the end of the maintenance window around the slot. */
export const latestStart = (
  timed: Pick<Timed, 'id' | 'jitter' | 'catchUp'>,
  slot: Slot,
  window: Date | null,
): Date =>
  new Date(
    Math.max(
      dueAt(timed, slot).getTime() + Math.max(timed.catchUp, onTime) * 1_000,
      window?.getTime() ?? 0,
    ),
  )

/** The slots from `since` to a slot after `until`; `most` at most. */
const slotsUntil = (
  timed: Pick<Timed, 'calendar' | 'zone'>,
  since: Date,
  until: Date,
): readonly Slot[] => {
  for (let count = atFirst; ; count = Math.min(most, count * 8)) {
    const slots = nextSlots(timed, since, count)
    const last = slots.at(-1)
    if (slots.length < count || count === most || (last && last.at > until)) return slots
  }
}

/** The slots after an instant up to a later instant, whether or not the jitter is over; `most` at most. */
export const slotsBetween = (
  timed: Pick<Timed, 'calendar' | 'zone'>,
  after: Date,
  until: Date,
): readonly Slot[] => slotsUntil(timed, after, until).filter(({ at }) => at <= until)

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
  const slots = slotsUntil(schedule, since, now)
  const passed = slots.filter(slot => dueAt(schedule, slot) <= now)
  const next = slots[passed.length]
  const lookAt = next ? dueAt(schedule, next) : passed.length === most ? now : null
  const latest = passed.at(-1)
  if (!latest) return { run: null, missed: null, lookAt }
  const inTime = now <= latestStart(schedule, latest, open(latest))
  const run = inTime && passed.length < most ? latest : null
  const missed = run ? passed.slice(0, -1) : passed
  const [first, last] = [missed[0], missed.at(-1)]
  return {
    run,
    missed: first && last ? { first: first.at, last: last.at, count: missed.length } : null,
    lookAt,
  }
}
