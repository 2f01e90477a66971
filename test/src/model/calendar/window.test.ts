import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { isOpen, openingAt, openingWords } from '#model/calendar/window'
import type { WindowConfig } from '#model/configuration'

const weekend: WindowConfig = {
  days: ['sat', 'sun'],
  from: '01:00',
  to: '05:00',
  zone: 'Europe/Berlin',
}
const late: WindowConfig = { ...weekend, days: ['fri'], from: '22:00', to: '02:00' }

const at = (now: string, ...windows: readonly WindowConfig[]): string => {
  const opening = openingAt(windows, new Date(now))
  if (!opening) return 'at any time'
  return `${isOpen(opening, new Date(now)) ? 'open' : 'closed'}: ${openingWords(opening)}`
}

describe('a maintenance window', () => {
  test.each([
    ['2026-11-25T12:00:00Z', weekend, 'closed: Sat 28 Nov 01:00 to 05:00 (Europe/Berlin)'],
    ['2026-11-27T23:59:59Z', weekend, 'closed: Sat 28 Nov 01:00 to 05:00 (Europe/Berlin)'],
    ['2026-11-28T00:00:00Z', weekend, 'open: Sat 28 Nov 01:00 to 05:00 (Europe/Berlin)'],
    ['2026-11-28T03:59:59Z', weekend, 'open: Sat 28 Nov 01:00 to 05:00 (Europe/Berlin)'],
    ['2026-11-28T04:00:00Z', weekend, 'closed: Sun 29 Nov 01:00 to 05:00 (Europe/Berlin)'],
    ['2026-11-29T04:00:00Z', weekend, 'closed: Sat 5 Dec 01:00 to 05:00 (Europe/Berlin)'],
    // Summer time: an hour earlier by the sun.
    ['2026-07-03T23:00:00Z', weekend, 'open: Sat 4 Jul 01:00 to 05:00 (Europe/Berlin)'],
    ['2026-11-28T00:30:00Z', late, 'open: Fri 27 Nov 22:00 to 02:00 (Europe/Berlin)'],
    ['2026-11-28T01:00:00Z', late, 'closed: Fri 4 Dec 22:00 to 02:00 (Europe/Berlin)'],
  ] as const)('is known at %s', (now, window, said) => {
    expect(at(now, window)).toBe(said)
  })

  const nights = (from: string, to: string, zone: string): WindowConfig => ({
    days: ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'],
    from,
    to,
    zone,
  })

  test.each([
    // Clocks go forward.
    [
      '2026-03-28T12:00Z',
      '02:30',
      '03:30',
      'Europe/Berlin',
      60,
      'Sun 29 Mar 03:30 to 04:30 (Europe/Berlin; clocks skip 02:30 that day: moved forward)',
    ],
    [
      '2026-03-28T12:00Z',
      '01:30',
      '02:30',
      'Europe/Berlin',
      60,
      'Sun 29 Mar 01:30 to 03:30 (Europe/Berlin; clocks skip 02:30 that day: moved forward)',
    ],
    [
      '2026-03-28T12:00Z',
      '01:00',
      '05:00',
      'Europe/Berlin',
      180,
      'Sun 29 Mar 01:00 to 05:00 (Europe/Berlin; clocks change meanwhile: it lasts 3 h)',
    ],
    [
      '2026-03-07T17:00Z',
      '02:00',
      '02:45',
      'America/New_York',
      45,
      'Sun 8 Mar 03:00 to 03:45 (America/New_York; clocks skip 02:00 and 02:45 that day: moved forward)',
    ],
    [
      '2026-09-05T12:00Z',
      '00:15',
      '00:45',
      'America/Santiago',
      30,
      'Sun 6 Sept 01:15 to 01:45 (America/Santiago; clocks skip 00:15 and 00:45 that day: moved forward)',
    ],
    [
      '2026-10-03T12:00Z',
      '02:15',
      '02:45',
      'Australia/Lord_Howe',
      30,
      'Sun 4 Oct 02:45 to 03:15 (Australia/Lord_Howe; clocks skip 02:15 that day: moved forward)',
    ],
    [
      '2026-03-21T12:00Z',
      '02:30',
      '03:30',
      'Africa/Casablanca',
      60,
      'Sun 22 Mar 03:30 to 04:30 (Africa/Casablanca; clocks skip 02:30 that day: moved forward)',
    ],
    // Clocks go back.
    [
      '2026-10-24T12:00Z',
      '02:15',
      '02:45',
      'Europe/Berlin',
      30,
      'Sun 25 Oct 02:15 to 02:45 (Europe/Berlin; clocks show 02:15 and 02:45 twice that day: the first time counts)',
    ],
    [
      '2026-10-24T12:00Z',
      '01:00',
      '05:00',
      'Europe/Berlin',
      300,
      'Sun 25 Oct 01:00 to 05:00 (Europe/Berlin; clocks change meanwhile: it lasts 5 h)',
    ],
    [
      '2026-10-31T12:00Z',
      '00:30',
      '01:30',
      'America/New_York',
      60,
      'Sun 1 Nov 00:30 to 01:30 (America/New_York; clocks show 01:30 twice that day: the first time counts)',
    ],
    [
      '2026-04-04T12:00Z',
      '23:30',
      '00:30',
      'America/Santiago',
      120,
      'Sat 4 Apr 23:30 to 00:30 (America/Santiago; clocks show 23:30 twice that day: the first time counts)',
    ],
    [
      '2026-04-04T12:00Z',
      '01:00',
      '02:15',
      'Australia/Lord_Howe',
      105,
      'Sun 5 Apr 01:00 to 02:15 (Australia/Lord_Howe; clocks change meanwhile: it lasts 1 h 45 min)',
    ],
    [
      '2026-02-14T12:00Z',
      '01:00',
      '04:00',
      'Africa/Casablanca',
      240,
      'Sun 15 Feb 01:00 to 04:00 (Africa/Casablanca; clocks change meanwhile: it lasts 4 h)',
    ],
  ] as const)(
    'from %s on, of %s to %s in %s, lasts %i min',
    (now, from, to, zone, minutes, said) => {
      const opening = openingAt([nights(from, to, zone)], new Date(now))
      expect(opening && openingWords(opening)).toBe(said)
      expect(opening && (opening.to.getTime() - opening.from.getTime()) / 60_000).toBe(minutes)
    },
  )

  test('of several is the first that is open or opens', () => {
    expect(at('2026-11-27T20:00:00Z', weekend, late)).toContain('Fri 27 Nov 22:00')
    expect(at('2026-11-25T12:00:00Z')).toBe('at any time')
  })

  test('opens and closes when clocks of its zone show it, on a day that it names', () => {
    const days = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const
    const windows = fc.record({
      days: fc.uniqueArray(fc.constantFrom(...days), { minLength: 1 }),
      // Between three and four some clocks are changed.
      from: fc.integer({ min: 4, max: 23 }).map(hour => `${String(hour).padStart(2, '0')}:30`),
      to: fc.integer({ min: 4, max: 23 }).map(hour => `${String(hour).padStart(2, '0')}:00`),
      zone: fc.constantFrom('Europe/Berlin', 'America/New_York', 'Asia/Kathmandu', 'UTC'),
    })
    const now = fc.date({
      min: new Date('2025-01-01'),
      max: new Date('2027-01-01'),
      noInvalidDate: true,
    })
    fc.assert(
      fc.property(windows, now, (window, instant) => {
        const opening = openingAt([window], instant)
        if (!opening) throw new Error('it never opens')
        const shown = new Intl.DateTimeFormat('en-GB', {
          timeZone: window.zone,
          weekday: 'short',
          hour: '2-digit',
          minute: '2-digit',
        }).format(opening.from)
        expect(shown).toContain(window.from)
        expect(days.map(day => `${day} `)).toContain(`${shown.slice(0, 3).toLowerCase()} `)
        expect(window.days.map(String)).toContain(shown.slice(0, 3).toLowerCase())
        expect(openingWords(opening)).toContain(` to ${window.to} `)
        expect(opening.to.getTime()).toBeGreaterThan(instant.getTime())
      }),
    )
  })
})
