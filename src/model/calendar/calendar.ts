/** When something happens again and again: an interval, or times of day by a cron pattern. */
import { Cron } from 'croner'
import cronstrue from 'cronstrue'
import { type Refusal, refusal } from '#model/refusal'

export type Calendar =
  /** Every so many minutes, counted from midnight UTC on 1 January 1970, whatever clocks do. */
  | { readonly kind: 'interval'; readonly minutes: number }
  /** Five fields: minute, hour, day of the month, month, day of the week. */
  | { readonly kind: 'times'; readonly pattern: string }

const forms =
  'Write `every 15 minutes`, `every 6 hours`, `daily at 03:00`, `weekdays at 03:00`, `mon, thu at 03:00`, `monthly on 1 at 03:00` (or `on last`), or the five fields of cron: `0 3 * * 1-5`.'

/** Reads a calendar as people write one. */
export const readCalendar = (text: string): Calendar | Refusal => {
  const written = text.trim().toLowerCase().replace(/\s+/g, ' ')
  const found = readInterval(written) ?? readTimes(written) ?? readPattern(written)
  return found ?? refusal(`“${text.trim()}” names no times that Howdah can read.`, forms)
}

const dayMinutes = 24 * 60

const readInterval = (text: string): Calendar | Refusal | undefined => {
  const [, amount, unit] = /^every (?:(\d+) ?)?(min|mins|minutes?|h|hours?)$/.exec(text) ?? []
  if (unit === undefined) return undefined
  const minutes = Number(amount ?? 1) * (unit.startsWith('h') ? 60 : 1)
  return minutes >= 1 && minutes <= dayMinutes
    ? { kind: 'interval', minutes }
    : refusal(
        `“${text}” is ${minutes < 1 ? 'no time at all' : 'longer than a day'}.`,
        'Choose between 1 minute and 24 hours; for longer, name days: `mon at 03:00`.',
      )
}

const days = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'] as const
const long = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday']
const groups: Readonly<Record<string, string>> = {
  daily: '* * *',
  day: '* * *',
  weekdays: '* * 1-5',
  weekday: '* * 1-5',
  weekends: '* * 0,6',
  weekend: '* * 0,6',
}

const readTimes = (text: string): Calendar | undefined => {
  const [, which, hours, minutes] =
    /^(.+) at ([01]?\d|2[0-3]):([0-5]\d)$/.exec(byDay(timeLast(text))) ?? []
  if (which === undefined) return undefined
  const named = which.replace(/^every /, '')
  const on = groups[named] ?? dayOfMonth(named) ?? daysOfWeek(named)
  return on === undefined
    ? undefined
    : { kind: 'times', pattern: `${Number(minutes)} ${Number(hours)} ${on}` }
}

/** `02:30 daily`, `at 3am on weekdays`; a time alone is meant for each day. */
const timeLast = (text: string): string => {
  const [, time, which = 'daily'] =
    /^(?:at )?(\d{1,2}(?::\d\d)?(?: ?[ap]m)?)(?: (?:on )?(.+))?$/.exec(text) ?? []
  return time !== undefined && /[:m]/.test(time) ? `${which} at ${time}` : text
}

/** `3am`, `3:30 pm` as the 24 hours of a day. */
const byDay = (text: string): string =>
  text.replace(/ at (0?[1-9]|1[0-2])(?::([0-5]\d))? ?([ap])m$/, (_, hour, minutes = '00', half) => {
    const from = half === 'p' ? 12 : 0
    return ` at ${(Number(hour) % 12) + from}:${minutes}`
  })

const dayOfMonth = (text: string): string | undefined => {
  const [, day] = /^monthly on (?:the )?([12]?\d|3[01]|last)$/.exec(text) ?? []
  if (day === undefined || day === '0') return undefined
  return `${day === 'last' ? 'L' : day} * *`
}

const daysOfWeek = (text: string): string | undefined => {
  const named = text.split(/ ?, ?| and /).map(word => {
    const name = word.replace(/s$/, '')
    const short = days.findIndex(day => day === name)
    return short >= 0 ? short : long.indexOf(name)
  })
  return named.some(day => day < 0) ? undefined : `* * ${named.join(',')}`
}

const readPattern = (text: string): Calendar | Refusal | undefined => {
  const [minute = '', hour = '', ...others] = text.split(' ')
  if (others.length !== 3 || !/^[\d*,/-]+$/.test(minute + hour)) return undefined
  const pattern = text.toUpperCase()
  try {
    return cronOf(pattern, 'UTC').nextRun()
      ? { kind: 'times', pattern }
      : refusal(`\`${text}\` names a day that never occurs.`, forms)
  } catch (error) {
    const said = (error instanceof Error ? error.message : String(error)).replace(/\.+$/, '')
    return refusal(`\`${text}\` is not a cron pattern: ${said}.`, forms)
  }
}

/** The pattern as the library reads it; nothing is started. A named zone, UTC too, costs twice the arithmetic. */
export const cronOf = (pattern: string, zone: string): Cron =>
  new Cron(pattern, {
    ...(zone === 'UTC' ? { utcOffset: 0 } : { timezone: zone }),
    mode: '5-part',
    paused: true,
  })

/** "Every 15 minutes"; "At 03:00, Monday through Friday". */
export const calendarWords = (calendar: Calendar): string => {
  if (calendar.kind === 'times')
    return cronstrue.toString(calendar.pattern, { use24HourTimeFormat: true })
  const { minutes } = calendar
  const [amount, unit] = minutes % 60 === 0 ? [minutes / 60, 'hour'] : [minutes, 'minute']
  return amount === 1 ? `Every ${unit}` : `Every ${amount} ${unit}s`
}
