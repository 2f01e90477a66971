import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Calendar, readCalendar } from '#model/calendar/calendar'
import { slotsAfter } from '#model/calendar/slots'

const calendarOf = (text: string): Calendar => {
  const calendar = readCalendar(text)
  if (calendar.kind === 'refusal') throw new Error(calendar.because)
  return calendar
}

const next = (text: string, zone: string, after: string, most = 3): readonly string[] =>
  slotsAfter(calendarOf(text), zone, new Date(after), most).map(
    ({ at, note }) => `${at.toISOString().slice(5, 16)}${note === null ? '' : ` ${note}`}`,
  )

const moved = (time: string) => `clocks skip ${time} that day: moved forward`
const first = (time: string) => `clocks show ${time} twice that day: the first time counts`

describe('the slots of a calendar', () => {
  test.each([
    // Clocks go forward: the time moves by what they skip.
    [
      'daily at 02:30',
      'Europe/Berlin',
      '2026-03-28T12:00Z',
      `03-29T01:30 ${moved('02:30')}`,
      '03-30T00:30',
    ],
    [
      'daily at 02:00',
      'America/New_York',
      '2026-03-07T12:00Z',
      `03-08T07:00 ${moved('02:00')}`,
      '03-09T06:00',
    ],
    [
      'daily at 00:15',
      'America/Santiago',
      '2026-09-05T12:00Z',
      `09-06T04:15 ${moved('00:15')}`,
      '09-07T03:15',
    ],
    [
      'daily at 02:15',
      'Australia/Lord_Howe',
      '2026-10-03T12:00Z',
      `10-03T15:45 ${moved('02:15')}`,
      '10-04T15:15',
    ],
    [
      'daily at 02:30',
      'Africa/Casablanca',
      '2026-03-21T12:00Z',
      `03-22T02:30 ${moved('02:30')}`,
      '03-23T01:30',
    ],
    // Clocks go back: once, the first time.
    [
      'daily at 02:30',
      'Europe/Berlin',
      '2026-10-24T12:00Z',
      `10-25T00:30 ${first('02:30')}`,
      '10-26T01:30',
    ],
    [
      'daily at 01:30',
      'America/New_York',
      '2026-10-31T12:00Z',
      `11-01T05:30 ${first('01:30')}`,
      '11-02T06:30',
    ],
    [
      'daily at 23:30',
      'America/Santiago',
      '2026-04-04T12:00Z',
      `04-05T02:30 ${first('23:30')}`,
      '04-06T03:30',
    ],
    [
      'daily at 01:45',
      'Australia/Lord_Howe',
      '2026-04-04T12:00Z',
      `04-04T14:45 ${first('01:45')}`,
      '04-05T15:15',
    ],
    [
      'daily at 02:30',
      'Africa/Casablanca',
      '2026-02-14T12:00Z',
      `02-15T01:30 ${first('02:30')}`,
      '02-16T02:30',
    ],
  ])('%s in %s after %s are %s, then %s', (text, zone, after, one, two) => {
    expect(next(text, zone, after, 2)).toEqual([one, two])
  })

  test('of every quarter of an hour go on where clocks move by half an hour', () => {
    expect(next('*/15 * * * *', 'Australia/Lord_Howe', '2026-10-03T15:10Z')).toEqual([
      '10-03T15:15',
      '10-03T15:30',
      '10-03T15:45',
    ])
  })

  test('that move onto another are one', () => {
    expect(next('30 2,3 * * *', 'Europe/Berlin', '2026-03-28T12:00Z', 2)).toEqual([
      `03-29T01:30 ${moved('02:30')}`,
      '03-30T00:30',
    ])
  })

  test('that move behind another come in the order of time', () => {
    expect(next('0,30 2-3 * * *', 'Europe/Berlin', '2026-03-28T23:00Z')).toEqual([
      `03-29T01:00 ${moved('02:00')}`,
      `03-29T01:30 ${moved('02:30')}`,
      '03-30T00:00',
    ])
  })

  test('of an interval do not depend on a zone, nor on when somebody looks', () => {
    expect(next('every 90 minutes', 'Europe/Berlin', '2026-03-28T23:10Z')).toEqual(
      next('every 90 minutes', 'UTC', '2026-03-28T23:59:59Z'),
    )
  })

  test('are in the future, in order, and the same from whichever instant before them they are counted', () => {
    const texts = fc.constantFrom(
      'every 7 minutes',
      'daily at 02:30',
      'weekdays at 00:15',
      '*/20 1-2 * * *',
      '*/15 * * * *',
      'monthly on last at 23:45',
    )
    const zones = fc.constantFrom(
      'America/New_York',
      'Europe/Berlin',
      'America/Santiago',
      'Australia/Lord_Howe',
      'Africa/Casablanca',
      'Antarctica/Troll',
    )
    const after = fc.date({
      min: new Date('2025-01-01'),
      max: new Date('2027-12-31'),
      noInvalidDate: true,
    })
    fc.assert(
      fc.property(texts, zones, after, (text, zone, from) => {
        const calendar = calendarOf(text)
        const slots = slotsAfter(calendar, zone, from, 4).map(({ at }) => at.getTime())
        expect(slots).toHaveLength(4)
        expect(slots.toSorted((one, other) => one - other)).toEqual(slots)
        expect(new Set(slots).size).toBe(4)
        expect(slots[0]).toBeGreaterThan(from.getTime())
        const [earliest = 0, ...others] = slots
        const again = slotsAfter(calendar, zone, new Date(earliest), 3)
        expect(again.map(({ at }) => at.getTime())).toEqual(others)
      }),
    )
  })
})
