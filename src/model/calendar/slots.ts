/** The slots of a calendar: the instants when a calendar is due. */
import { Temporal } from 'temporal-polyfill'
import { type Calendar, cronOf } from '#model/calendar/calendar'
import { clockOf, placeTime } from '#model/calendar/place-time'

export interface Slot {
  readonly at: Date
  /** A remark on changing clocks; null on most days. */
  readonly note: string | null
}

/** The next slots after an instant, oldest first; fewer where the calendar ends. */
export const slotsAfter = (
  calendar: Calendar,
  zone: string,
  after: Date,
  most: number,
): readonly Slot[] => {
  if (calendar.kind === 'interval') return everySoOften(calendar.minutes, after, most)
  return everyHour.test(calendar.pattern)
    ? inRealTime(calendar.pattern, zone, after, most)
    : byTheClock(calendar.pattern, zone, after, most)
}

const everySoOften = (minutes: number, after: Date, most: number): readonly Slot[] => {
  const step = minutes * 60_000
  const first = Math.floor(after.getTime() / step) + 1
  return Array.from({ length: most }, (_, place) => ({
    at: new Date((first + place) * step),
    note: null,
  }))
}

/** Any hour: such a pattern means minutes, not times of day, and goes on when clocks change. */
const everyHour = /^\S+ (?:\*|\*\/1|0-23) /

const inRealTime = (pattern: string, zone: string, after: Date, most: number): readonly Slot[] =>
  cronOf(pattern, zone)
    .nextRuns(most, after)
    .map(at => ({ at, note: null }))

/** Clocks that change move a slot by hours, at most by a day. */
const dayMs = 86_400_000

/** Reads the pattern as what a clock shows, and places each time in the zone. */
const byTheClock = (pattern: string, zone: string, after: Date, most: number): readonly Slot[] => {
  const shown = Temporal.Instant.fromEpochMilliseconds(after.getTime() - dayMs)
    .toZonedDateTimeISO(zone)
    .toPlainDateTime()
    .toZonedDateTime('UTC')
  const found = new Map<number, Slot>()
  const cron = cronOf(pattern, 'UTC')
  let last = new Date(shown.epochMilliseconds)
  // One slot more than wanted: a moved slot may come behind the next one.
  while (found.size <= most) {
    const next = cron.nextRun(last)
    if (!next) break
    last = next
    const slot = slotAt(next, zone)
    const at = slot.at.getTime()
    if (at > after.getTime() && !found.has(at)) found.set(at, slot)
  }
  return [...found.values()]
    .toSorted((one, other) => one.at.getTime() - other.at.getTime())
    .slice(0, most)
}

const slotAt = (shown: Date, zone: string): Slot => {
  const wanted = Temporal.Instant.fromEpochMilliseconds(shown.getTime())
    .toZonedDateTimeISO('UTC')
    .toPlainDateTime()
  const { at, skipped, twice } = placeTime(wanted, zone)
  return {
    at: new Date(at.epochMilliseconds),
    note: skipped
      ? `clocks skip ${clockOf(wanted)} that day: moved forward`
      : twice
        ? `clocks show ${clockOf(wanted)} twice that day: the first time counts`
        : null,
  }
}
