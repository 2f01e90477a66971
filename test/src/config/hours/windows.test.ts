import { describe, expect, test } from 'vitest'
import { blackoutSchema, type WrittenWindow, windowSchema } from '#config/hours/schema'
import { windowsOf } from '#config/hours/windows'

const written = (more: object): WrittenWindow =>
  windowSchema.parse({ days: ['sat'], from: '01:00', zone: 'Europe/Berlin', ...more })

const read = (...windows: readonly object[]) => {
  const problems: string[] = []
  const found = windowsOf(windows.map(written), problem => problems.push(problem))
  return { found, problems }
}

describe('the maintenance windows of an inventory', () => {
  test('have a name, a duration, a last start, and a choice for the end', () => {
    expect(
      read({ name: 'night', duration: '1h 30min', last_start: '02:00', at_end: 'cancel' }),
    ).toEqual({
      found: [
        {
          name: 'night',
          days: ['sat'],
          from: '01:00',
          zone: 'Europe/Berlin',
          minutes: 90,
          lastStart: '02:00',
          atEnd: 'cancel',
        },
      ],
      problems: [],
    })
  })

  test.each([
    [{}, 'window 1: write one of `to` and `duration`, for when it ends'],
    [
      { name: 'night', to: '05:00', duration: '4h' },
      'window night: write one of `to` and `duration`, for when it ends',
    ],
    [
      { to: '01:00' },
      'window 1: it begins and ends at 01:00, so it is empty; for a whole day write `duration: 24h`',
    ],
    [{ duration: '0min' }, 'window 1: its duration is 0, so it is empty'],
    [{ duration: '25h' }, 'window 1: it lasts longer than a day; name more days instead'],
    [
      { to: '05:00', last_start: '05:00' },
      'window 1: `last_start` 05:00 is not within it, so nothing would be held to it; it begins at 01:00 and ends at 05:00',
    ],
    [
      { duration: '1h', last_start: '00:30' },
      'window 1: `last_start` 00:30 is not within it, so nothing would be held to it; it begins at 01:00 and ends after 1h',
    ],
  ])('are refused when written as %j', (window, problem) => {
    expect(read(window)).toEqual({ found: [], problems: [problem] })
  })

  test('may last past midnight, with the last start on the next day', () => {
    expect(read({ from: '23:00', to: '03:00', last_start: '01:00' }).problems).toEqual([])
    expect(read({ duration: '24h', last_start: '00:30' }).problems).toEqual([])
  })

  test('may touch, and are refused where they overlap, in whatever zones, or share a name', () => {
    expect(read({ to: '03:00' }, { from: '03:00', to: '05:00' }).problems).toEqual([])
    expect(read({ to: '03:00' }, { name: 'late', from: '02:00', to: '05:00' }).problems).toEqual([
      'windows 1 and late overlap: Sat 17 Jan 01:00 to 03:00 (Europe/Berlin) and Sat 17 Jan 02:00 to 05:00 (Europe/Berlin); join the two, or let one end where the other begins',
    ])
    expect(
      read({ to: '03:00' }, { from: '01:30', to: '03:00', zone: 'UTC' }).problems,
    ).toHaveLength(1)
    expect(
      read({ name: 'a', to: '02:00' }, { name: 'a', from: '03:00', to: '04:00' }).problems,
    ).toEqual(['two windows have the name a'])
  })

  test.each([
    ['duration', '4 days'],
    ['duration', ''],
    ['last_start', '25:00'],
    ['at_end', 'stop'],
    ['zone', '+02:00'],
    ['name', 'At Night'],
  ])('are refused with %s: %s', (key, value) => {
    expect(() => written({ to: '05:00', [key]: value })).toThrow(key)
  })

  test('are told from blackouts, whose reason holds no hidden character', () => {
    const reason = `sale${String.fromCodePoint(0x202e)}`
    expect(
      blackoutSchema.safeParse({ from: '2026-12-24T00:00Z', to: '2026-12-27T00:00Z', reason })
        .success,
    ).toBe(false)
  })
})
