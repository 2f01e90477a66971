/**
 * Places a clock's time in a zone. In nights when clocks change, RFC 5545, 3.3.5 decides: a skipped time
 * moves forward by the length of the gap, a repeated time is the earlier instant.
 */
import type { Temporal } from 'temporal-polyfill'

export interface PlacedTime {
  readonly at: Temporal.ZonedDateTime
  /** True for a time that clocks of the zone skip that day. */
  readonly skipped: boolean
  /** True for a time that clocks of the zone show twice that day. */
  readonly twice: boolean
}

export const placeTime = (wanted: Temporal.PlainDateTime, zone: string): PlacedTime => {
  const at = wanted.toZonedDateTime(zone)
  const later = wanted.toZonedDateTime(zone, { disambiguation: 'later' })
  const skipped = !wanted.equals(at.toPlainDateTime())
  return { at, skipped, twice: !skipped && !at.equals(later) }
}

/** `02:30`. */
export const clockOf = (time: Temporal.PlainDateTime | Temporal.ZonedDateTime): string =>
  time.toPlainTime().toString({ smallestUnit: 'minute' })
