import { describe, expect, test } from 'vitest'
import { comingOpenings, hoursAt, longestSeconds } from '#model/calendar/hours'
import { haltedBy, waitsFor } from '#model/calendar/hours-words'
import { openingWords } from '#model/calendar/window'
import type { BlackoutConfig, WindowConfig } from '#model/configuration'

const daily: WindowConfig = {
  days: ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'],
  from: '01:00',
  to: '05:00',
  zone: 'UTC',
}
const sale: BlackoutConfig = {
  from: '2026-11-28T02:00:00.000Z',
  to: '2026-11-28T03:00:00.000Z',
  reason: 'sale',
  zone: 'UTC',
}

const at = (
  now: string,
  windows: readonly WindowConfig[],
  ...blackouts: readonly BlackoutConfig[]
) => hoursAt({ windows, blackouts }, new Date(now))

const said = (...given: Parameters<typeof at>): string => {
  const standing = at(...given)
  if (standing.kind === 'closed') return `${waitsFor(standing)} ${haltedBy(standing)}`
  return `open until ${standing.until?.toISOString() ?? 'further notice'}`
}

describe('the hours of a cluster', () => {
  test.each([
    ['2026-11-28T12:00Z', [], [], 'open until further notice'],
    ['2026-11-28T01:00Z', [], [sale], 'open until 2026-11-28T02:00:00.000Z'],
    [
      '2026-11-28T02:00Z',
      [],
      [sale],
      'It waits for the end of a blackout (sale, until Sat 28 Nov 03:00 (UTC)). A blackout has begun (sale, until Sat 28 Nov 03:00 (UTC)).',
    ],
    ['2026-11-28T03:00Z', [], [sale], 'open until further notice'],
    ['2026-11-28T01:59:59Z', [daily], [sale], 'open until 2026-11-28T02:00:00.000Z'],
    [
      '2026-11-28T02:30Z',
      [daily],
      [sale],
      'It waits for the end of a blackout (sale, until Sat 28 Nov 03:00 (UTC)). Its next maintenance window is Sat 28 Nov 03:00 to 05:00 (UTC). A blackout has begun (sale, until Sat 28 Nov 03:00 (UTC)). Its next maintenance window is Sat 28 Nov 03:00 to 05:00 (UTC).',
    ],
    ['2026-11-28T03:00Z', [daily], [sale], 'open until 2026-11-28T05:00:00.000Z'],
    [
      '2026-11-28T05:00Z',
      [daily],
      [sale],
      'It waits for its maintenance window: Sun 29 Nov 01:00 to 05:00 (UTC). Its maintenance window is over; the next is Sun 29 Nov 01:00 to 05:00 (UTC).',
    ],
  ] as const)(
    'at %s, with windows %j and blackouts %j, are: %s',
    (now, windows, blackouts, words) => {
      expect(said(now, windows, ...blackouts)).toBe(words)
    },
  )

  test('go on over two windows that touch, and end where the second ends', () => {
    const second: WindowConfig = { ...daily, from: '05:00', to: '07:00', atEnd: 'cancel' }
    expect(said('2026-11-28T04:59:59Z', [daily, second])).toBe(
      'open until 2026-11-28T07:00:00.000Z',
    )
    expect(at('2026-11-28T05:00:00Z', [daily, second])).toMatchObject({
      kind: 'open',
      opening: { atEnd: 'cancel' },
    })
    expect(at('2026-11-28T07:00:00Z', [daily, second])).toMatchObject({ atEnd: 'cancel' })
    expect(at('2026-11-28T00:00:00Z', [second, daily])).toMatchObject({ atEnd: 'cancel' })
    expect(
      longestSeconds({ windows: [daily, second], blackouts: [] }, new Date('2026-11-28')),
    ).toBe(6 * 3_600)
  })

  test('end as the window says that was cut short by a blackout', () => {
    const firm: WindowConfig = { ...daily, atEnd: 'finish' }
    expect(at('2026-11-28T02:30Z', [firm], sale)).toMatchObject({ atEnd: 'finish' })
  })

  test('of blackouts that touch or overlap are one', () => {
    const more = { ...sale, from: '2026-11-28T02:30:00.000Z', to: '2026-11-28T04:00:00.000Z' }
    const last = { ...sale, from: more.to, to: '2026-11-28T06:00:00.000Z' }
    expect(at('2026-11-28T02:10Z', [], sale, more, last)).toMatchObject({
      at: new Date('2026-11-28T06:00Z'),
    })
  })

  test('skip what a blackout of weeks covers, and say where nothing is left for a year', () => {
    const weeks = { ...sale, to: '2027-01-03T03:00:00.000Z' }
    const [next] = comingOpenings(
      { windows: [daily], blackouts: [weeks] },
      new Date('2026-11-28T02:30Z'),
    )
    expect(next && openingWords(next)).toBe('Sun 3 Jan 03:00 to 05:00 (UTC)')
    const years = { ...sale, to: '2029-01-03T03:00:00.000Z' }
    expect(said('2026-11-28T02:30Z', [daily], years)).toContain('No maintenance window opens')
  })
})
