/**
 * Maintenance windows: when approved plans may begin, by the calendar and the clock of a zone. In nights
 * when clocks change, RFC 5545, 3.3.5 decides: a time that clocks skip moves forward by what they skip, a
 * time that comes twice is the first one.
 */
import { Temporal } from 'temporal-polyfill'
import type { WindowConfig } from '#model/configuration'

export interface Opening {
  readonly from: Date
  readonly to: Date
  readonly zone: string
  /** What clocks of the zone do meanwhile; null where they go on as ever. */
  readonly note: string | null
}

/** The present opening, else the next; undefined for a cluster without windows. */
export const openingAt = (windows: readonly WindowConfig[], now: Date): Opening | undefined =>
  windows
    .flatMap(window => openingsOf(window, now))
    .filter(({ to }) => to > now)
    .toSorted((one, other) => one.from.getTime() - other.from.getTime())[0]

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
  const start = opens.toZonedDateTime(zone)
  // A window whose beginning is skipped keeps its duration.
  const end = isSkipped(opens, start)
    ? start.add(opens.until(closes, { largestUnit: 'hour' }))
    : closes.toZonedDateTime(zone)
  return {
    from: new Date(start.epochMilliseconds),
    to: new Date(end.epochMilliseconds),
    zone,
    note: noteOf({ opens, closes, start, end }),
  }
}

const isSkipped = (wanted: Temporal.PlainDateTime, got: Temporal.ZonedDateTime): boolean =>
  !wanted.equals(got.toPlainDateTime())

interface Placed {
  readonly opens: Temporal.PlainDateTime
  readonly closes: Temporal.PlainDateTime
  readonly start: Temporal.ZonedDateTime
  readonly end: Temporal.ZonedDateTime
}

const noteOf = ({ opens, closes, start, end }: Placed): string | null => {
  const skipped = [opens, closes].filter(wanted =>
    isSkipped(wanted, wanted.toZonedDateTime(start.timeZoneId)),
  )
  if (skipped.length > 0)
    return `clocks skip ${skipped.map(shown).join(' and ')} that day: moved forward`
  const twice = [opens, closes].filter(wanted => comesTwice(wanted, start.timeZoneId))
  if (twice.length > 0)
    return `clocks show ${twice.map(shown).join(' and ')} twice that day: the first time counts`
  if (start.offsetNanoseconds === end.offsetNanoseconds) return null
  const lasts = start.until(end, { largestUnit: 'hour', smallestUnit: 'minute' })
  const minutes = lasts.minutes > 0 ? ` ${lasts.minutes} min` : ''
  return `clocks change meanwhile: it lasts ${lasts.hours} h${minutes}`
}

const shown = (time: Temporal.PlainDateTime): string =>
  time.toPlainTime().toString({ smallestUnit: 'minute' })

const comesTwice = (time: Temporal.PlainDateTime, zone: string): boolean => {
  const [first, last] = (['earlier', 'later'] as const).map(disambiguation =>
    time.toZonedDateTime(zone, { disambiguation }),
  )
  return first !== undefined && last !== undefined && !first.equals(last)
}

/** "Sat 28 Nov 01:00 to 05:00 (Europe/Berlin)". */
export const openingWords = ({ from, to, zone, note }: Opening): string => {
  const time = (at: Date) =>
    new Intl.DateTimeFormat('en-GB', { timeZone: zone, hour: '2-digit', minute: '2-digit' }).format(
      at,
    )
  const day = new Intl.DateTimeFormat('en-GB', {
    timeZone: zone,
    weekday: 'short',
    day: 'numeric',
    month: 'short',
  })
    .format(from)
    .replaceAll(',', '')
  return `${day} ${time(from)} to ${time(to)} (${[zone, ...(note === null ? [] : [note])].join('; ')})`
}
