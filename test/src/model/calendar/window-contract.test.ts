/** Last starts and durations in the nights when clocks change, in five zones. */
import { describe, expect, test } from 'vitest'
import { openingAt } from '#model/calendar/window'
import type { WindowConfig } from '#model/configuration'

const every = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const

const opening = (now: string, window: Partial<WindowConfig>) => {
  const found = openingAt([{ days: every, from: '01:00', zone: 'UTC', ...window }], new Date(now))
  if (!found) throw new Error('it never opens')
  const { from, to, lastStart, note } = found
  return {
    minutes: (to.getTime() - from.getTime()) / 60_000,
    last: lastStart && (lastStart.getTime() - from.getTime()) / 60_000,
    note,
  }
}

describe('a window with a duration', () => {
  test.each([
    ['America/New_York', '2026-03-07T17:00Z', 'clocks change meanwhile: it lasts 4 h'],
    ['America/New_York', '2026-10-31T17:00Z', 'clocks change meanwhile: it lasts 4 h'],
    ['Europe/Berlin', '2026-03-28T12:00Z', 'clocks change meanwhile: it lasts 4 h'],
    ['Europe/Berlin', '2026-10-24T12:00Z', 'clocks change meanwhile: it lasts 4 h'],
    ['America/Santiago', '2026-09-05T12:00Z', 'clocks skip 00:30 that day: moved forward'],
    ['America/Santiago', '2026-04-04T12:00Z', null],
    ['Australia/Lord_Howe', '2026-10-03T12:00Z', 'clocks change meanwhile: it lasts 4 h'],
    ['Australia/Lord_Howe', '2026-04-04T12:00Z', 'clocks change meanwhile: it lasts 4 h'],
    ['Africa/Casablanca', '2026-03-21T12:00Z', 'clocks change meanwhile: it lasts 4 h'],
    ['Africa/Casablanca', '2026-02-14T12:00Z', 'clocks change meanwhile: it lasts 4 h'],
  ])('lasts as long in %s after %s: %s', (zone, now, note) => {
    const from = zone === 'America/Santiago' ? '00:30' : '00:45'
    expect(opening(now, { zone, from, minutes: 240, lastStart: from })).toEqual({
      minutes: 240,
      last: 0,
      note,
    })
  })
})

describe('the last start of a window', () => {
  test.each([
    // Clocks go forward: a skipped last start moves with the clocks, and with a skipped beginning.
    ['America/New_York', '2026-03-07T17:00Z', '01:00', '05:00', '02:30', 90],
    ['America/New_York', '2026-03-07T17:00Z', '02:00', '05:00', '03:00', 60],
    ['Europe/Berlin', '2026-03-28T12:00Z', '01:00', '05:00', '02:30', 90],
    ['Europe/Berlin', '2026-03-28T12:00Z', '02:30', '04:30', '03:00', 30],
    ['Europe/Berlin', '2026-03-28T12:00Z', '01:00', '03:15', '02:45', 75],
    ['America/Santiago', '2026-09-05T12:00Z', '23:00', '03:00', '00:30', 90],
    ['Australia/Lord_Howe', '2026-10-03T12:00Z', '01:00', '04:00', '02:15', 75],
    ['Africa/Casablanca', '2026-03-21T12:00Z', '01:00', '05:00', '02:30', 90],
    // Clocks go back: the first of two equal times counts.
    ['America/New_York', '2026-10-31T17:00Z', '00:00', '05:00', '01:30', 90],
    ['Europe/Berlin', '2026-10-24T12:00Z', '01:00', '05:00', '02:30', 90],
    ['Europe/Berlin', '2026-10-24T12:00Z', '01:00', '05:00', '03:30', 210],
    ['America/Santiago', '2026-04-04T12:00Z', '22:00', '02:00', '23:30', 90],
    ['Australia/Lord_Howe', '2026-04-04T12:00Z', '01:00', '04:00', '01:45', 45],
    ['Africa/Casablanca', '2026-02-14T12:00Z', '01:00', '05:00', '02:30', 90],
    // On the next day.
    ['UTC', '2026-11-25T12:00Z', '23:00', '03:00', '00:30', 90],
  ])(
    'in %s after %s, from %s to %s no later than %s, is %i min in',
    (zone, now, from, to, lastStart, last) => {
      expect(opening(now, { zone, from, to, lastStart }).last).toBe(last)
    },
  )
})
