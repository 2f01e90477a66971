/** Maintenance windows: when approved plans may begin, by the calendar and the clock of a zone. */
import { Temporal } from 'temporal-polyfill'
import { clockOf, type PlacedTime, placeTime } from '#model/calendar/place-time'
import { clockIn, dayIn } from '#model/calendar/words'
import type { WindowConfig } from '#model/configuration'

export interface Opening {
  readonly from: Date
  readonly to: Date
  readonly zone: string
  /** A remark on changing clocks; null on most days. */
  readonly note: string | null
}

/** The present opening, else the next; undefined for a cluster without windows. */
export const openingAt = (windows: readonly WindowConfig[], now: Date): Opening | undefined =>
  openingsAfter(windows, now)[0]

/** The openings of a week that are not over, oldest first. */
export const openingsAfter = (windows: readonly WindowConfig[], now: Date): readonly Opening[] =>
  windows
    .flatMap(window => openingsOf(window, now))
    .filter(({ to }) => to > now)
    .toSorted((one, other) => one.from.getTime() - other.from.getTime())

export const isOpen = ({ from }: Opening, now: Date): boolean => from <= now

/** The days from yesterday, whose window may still be open, to the same day of next week. */
const nearDays = [-1, 0, 1, 2, 3, 4, 5, 6, 7]

const openingsOf = (window: WindowConfig, now: Date): readonly Opening[] => {
  const today = Temporal.Instant.fromEpochMilliseconds(now.getTime())
    .toZonedDateTimeISO(window.zone)
    .toPlainDate()
  return nearDays
    .map(days => today.add({ days }))
    .filter(day => window.days.some(name => name === names[day.dayOfWeek - 1]))
    .map(day => openingOn(day, window))
}

const names = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const

const openingOn = (day: Temporal.PlainDate, { from, to, zone }: WindowConfig): Opening => {
  const opens = day.toPlainDateTime(Temporal.PlainTime.from(from))
  const closes = day.add({ days: to > from ? 0 : 1 }).toPlainDateTime(Temporal.PlainTime.from(to))
  const [start, end] = [placeTime(opens, zone), placeTime(closes, zone)]
  // A window with a skipped beginning keeps the duration.
  const ended = start.skipped ? start.at.add(opens.until(closes, { largestUnit: 'hour' })) : end.at
  return {
    from: new Date(start.at.epochMilliseconds),
    to: new Date(ended.epochMilliseconds),
    zone,
    note: noteOf([
      { shown: clockOf(opens), ...start },
      { shown: clockOf(closes), ...end },
    ]),
  }
}

const noteOf = (ends: readonly [Shown, Shown]): string | null => {
  const skipped = ends.filter(one => one.skipped).map(({ shown }) => shown)
  if (skipped.length > 0) return `clocks skip ${skipped.join(' and ')} that day: moved forward`
  const twice = ends.filter(one => one.twice).map(({ shown }) => shown)
  if (twice.length > 0)
    return `clocks show ${twice.join(' and ')} twice that day: the first time counts`
  const [{ at: start }, { at: end }] = ends
  if (start.offsetNanoseconds === end.offsetNanoseconds) return null
  const { hours, minutes } = start.until(end, { largestUnit: 'hour', smallestUnit: 'minute' })
  return `clocks change meanwhile: it lasts ${hours} h${minutes > 0 ? ` ${minutes} min` : ''}`
}

interface Shown extends PlacedTime {
  readonly shown: string
}

/** "Sat 28 Nov 01:00 to 05:00 (Europe/Berlin)". */
export const openingWords = ({ from, to, zone, note }: Opening): string =>
  `${dayIn(zone, from)} ${clockIn(zone, from)} to ${clockIn(zone, to)} (${[zone, ...(note === null ? [] : [note])].join('; ')})`
