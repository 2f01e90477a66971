/** Maintenance windows: when approved plans may begin and go on, by the calendar and the clock of a zone. */
import { Temporal } from 'temporal-polyfill'
import { clockOf, type PlacedTime, placeTime } from '#model/calendar/place-time'
import { clockIn, dayIn } from '#model/calendar/words'
import type { AtEnd, WindowConfig } from '#model/configuration'

export interface Opening {
  /** Null for a window without a name. */
  readonly name: string | null
  readonly from: Date
  readonly to: Date
  /** No run begins later; null for no such limit. */
  readonly lastStart: Date | null
  readonly atEnd: AtEnd
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
    .flatMap(window => openingsOf(window, now, comingDays))
    .filter(({ to }) => to > now)
    .toSorted((one, other) => one.from.getTime() - other.from.getTime())

/** The openings of a week that are over, the newest first. */
export const openingsBefore = (windows: readonly WindowConfig[], now: Date): readonly Opening[] =>
  windows
    .flatMap(window => openingsOf(window, now, pastDays))
    .filter(({ to }) => to <= now)
    .toSorted((one, other) => other.to.getTime() - one.to.getTime())

export const isOpen = ({ from }: Opening, now: Date): boolean => from <= now

/** The days from before yesterday, whose window may still be open, to the same day of next week. */
const comingDays = [-2, -1, 0, 1, 2, 3, 4, 5, 6, 7]
const pastDays = [-9, -8, -7, -6, -5, -4, -3, -2, -1, 0]

const openingsOf = (
  window: WindowConfig,
  now: Date,
  near: readonly number[],
): readonly Opening[] => {
  const today = Temporal.Instant.fromEpochMilliseconds(now.getTime())
    .toZonedDateTimeISO(window.zone)
    .toPlainDate()
  return near
    .map(days => today.add({ days }))
    .filter(day => window.days.some(name => name === names[day.dayOfWeek - 1]))
    .map(day => openingOn(day, window))
}

const names = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const

const openingOn = (day: Temporal.PlainDate, window: WindowConfig): Opening => {
  const { name = null, from, to, minutes = null, lastStart, atEnd = 'hold', zone } = window
  const opens = day.toPlainDateTime(Temporal.PlainTime.from(from))
  const start = placeTime(opens, zone)
  /** The first such time from the beginning on. */
  const next = (time: string) =>
    day.add({ days: time > from ? 0 : 1 }).toPlainDateTime(Temporal.PlainTime.from(time))
  // A window with a skipped beginning keeps the duration.
  const place = (time: Temporal.PlainDateTime): PlacedTime =>
    start.skipped
      ? { ...placeTime(time, zone), at: start.at.add(opens.until(time, { largestUnit: 'hour' })) }
      : placeTime(time, zone)
  const closes = minutes === null ? next(to ?? from) : opens.add({ minutes })
  const end =
    minutes === null
      ? place(closes)
      : { at: start.at.add({ minutes }), skipped: false, twice: false }
  const last = lastStart === undefined ? null : latest(lastStart, from, { start, next, place })
  return {
    name,
    from: new Date(start.at.epochMilliseconds),
    to: new Date(end.at.epochMilliseconds),
    lastStart: last && new Date(Math.min(last.epochMilliseconds, end.at.epochMilliseconds)),
    atEnd,
    zone,
    note: noteOf([
      { shown: clockOf(opens), ...start },
      { shown: clockOf(closes), ...end },
    ]),
  }
}

/** A last start at the beginning is that beginning, not the day after. */
const latest = (
  time: string,
  from: string,
  {
    start,
    next,
    place,
  }: {
    readonly start: PlacedTime
    readonly next: (time: string) => Temporal.PlainDateTime
    readonly place: (time: Temporal.PlainDateTime) => PlacedTime
  },
): Temporal.ZonedDateTime => (time === from ? start.at : place(next(time)).at)

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
