import { describe, expect, test } from 'vitest'
import { type Calendar, calendarWords, readCalendar } from '#model/calendar/calendar'

const read = (text: string): Calendar => {
  const calendar = readCalendar(text)
  if (calendar.kind === 'refusal') throw new Error(calendar.because)
  return calendar
}

describe('a calendar', () => {
  test.each([
    ['every 15 minutes', 'Every 15 minutes'],
    ['every minute', 'Every minute'],
    ['Every 2 hours', 'Every 2 hours'],
    ['every 90 min', 'Every 90 minutes'],
    ['daily at 03:00', 'At 03:00'],
    ['every day at 3:05', 'At 03:05'],
    ['weekdays at 02:30', 'At 02:30, Monday through Friday'],
    ['mon, thu at 03:00', 'At 03:00, only on Monday and Thursday'],
    ['mondays and fridays at 03:00', 'At 03:00, only on Monday and Friday'],
    ['every saturday at 23:59', 'At 23:59, only on Saturday'],
    ['tuesdays at 3am', 'At 03:00, only on Tuesday'],
    ['daily at 12:30 pm', 'At 12:30'],
    ['02:30 daily', 'At 02:30'],
    ['02:30', 'At 02:30'],
    ['at 3am on weekdays', 'At 03:00, Monday through Friday'],
    ['3:30 pm every mon', 'At 15:30, only on Monday'],
    ['daily at 12 am', 'At 00:00'],
    ['monthly on 1 at 04:00', 'At 04:00, on day 1 of the month'],
    ['monthly on last at 04:00', 'At 04:00, on the last day of the month'],
    ['0 3 * * 1-5', 'At 03:00, Monday through Friday'],
    ['0 3 * * mon-fri', 'At 03:00, Monday through Friday'],
  ])('%s is shown back as “%s”', (text, words) => {
    expect(calendarWords(read(text))).toBe(words)
  })

  test.each([
    // What Agenda takes for every scan, for now, or for never.
    ['every day', 'names no times'],
    ['every 5 minuts', 'names no times'],
    ['5', 'names no times'],
    ['banana', 'names no times'],
    ['', 'names no times'],
    ['@daily', 'names no times'],
    ['* * * * * *', 'names no times'],
    ['daily at 24:00', 'names no times'],
    ['daily at 13pm', 'names no times'],
    ['daily at 3', 'names no times'],
    ['someday at 03:00', 'names no times'],
    ['monthly on 32 at 03:00', 'names no times'],
    ['every 0 minutes', 'no time at all'],
    ['every 25 hours', 'longer than a day'],
    ['61 * * * *', 'Invalid value for minute'],
    ['0 4 31 2 *', 'a day that never occurs'],
  ])('%j is refused, with the forms that can be read', (text, because) => {
    expect(readCalendar(text)).toMatchObject({
      kind: 'refusal',
      because: expect.stringContaining(because),
      instead: expect.stringContaining('`mon'),
    })
  })
})
