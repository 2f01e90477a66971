import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { isOpen, openingAt, openingWords } from '#engine/policy/window'
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
