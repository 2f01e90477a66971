/** Why changes may not go on now, in sentences. */
import type { ClosedHours } from '#model/calendar/hours'
import { type Opening, openingWords } from '#model/calendar/window'
import { clockIn, dayIn } from '#model/calendar/words'
import type { BlackoutConfig } from '#model/configuration'

/** "year-end sale, until Sat 2 Jan 00:00 (Europe/Berlin)". */
export const blackoutWords = ({ reason, to, zone }: BlackoutConfig): string =>
  `${reason.replace(/[.\s]+$/, '')}, until ${instantWords(new Date(to), zone)}`

/** "Sat 2 Jan 00:00 (Europe/Berlin)". */
export const instantWords = (at: Date, zone: string): string =>
  `${dayIn(zone, at)} ${clockIn(zone, at)} (${zone})`

/** "Thu 24 Dec 00:00 to Sun 27 Dec 00:00 (Europe/Berlin)". */
export const spanWords = ({ from, to, zone }: BlackoutConfig): string =>
  `${dayIn(zone, new Date(from))} ${clockIn(zone, new Date(from))} to ${instantWords(new Date(to), zone)}`

/** Of a run that has not begun, or waits. */
export const waitsFor = ({ blackout, next, at }: ClosedHours): string => {
  if (at === null) return noWindow
  if (blackout === null)
    return next ? `It waits for its maintenance window: ${openingWords(next)}.` : ''
  return `It waits for the end of a blackout (${blackoutWords(blackout)}).${thenWords(next)}`
}

/** Of a run that halts. */
export const haltedBy = ({ blackout, next, at }: ClosedHours): string => {
  if (blackout !== null)
    return `A blackout has begun (${blackoutWords(blackout)}).${thenWords(next)}`
  return at !== null && next
    ? `Its maintenance window is over; the next is ${openingWords(next)}.`
    : `Its maintenance window is over. ${noWindow}`
}

const thenWords = (next: Opening | null): string =>
  next ? ` Its next maintenance window is ${openingWords(next)}.` : ''

const noWindow = 'No maintenance window opens within a year.'
