import { describe, expect, test } from 'vitest'
import { beginsLater } from '#engine/run/begins-later'
import type { BlackoutConfig, WindowConfig } from '#model/configuration'

const night: WindowConfig = { days: ['fri'], from: '01:00', to: '02:00', zone: 'UTC' }
const weekend: WindowConfig = { days: ['sat'], from: '01:00', to: '05:00', zone: 'UTC' }
const sale: BlackoutConfig = {
  from: '2026-11-27T01:30:00.000Z',
  to: '2026-11-27T03:00:00.000Z',
  reason: 'sale',
  zone: 'UTC',
}

const at = (
  now: string,
  takes: number | null,
  windows: readonly WindowConfig[],
  ...blackouts: readonly BlackoutConfig[]
) => beginsLater({ windows, blackouts }, new Date(now), takes)

describe('a run that wants to begin', () => {
  test.each([
    ['2026-11-27T01:10Z', 40 * 60, 'it fits'],
    ['2026-11-27T01:10Z', null, 'nobody knows how long it takes'],
    ['2026-11-28T01:00Z', 5 * 3_600, 'it fits nowhere, and this is the longest window'],
    ['2026-11-28T01:05Z', 5 * 3_600, 'it was woken some minutes late in the longest window'],
  ])('may do so at %s with %s s, as %s', (now, takes, because) => {
    expect(at(now, takes, [night, weekend]), because).toBeUndefined()
  })

  test.each([
    [
      '2026-11-27T01:30Z',
      40 * 60,
      'It takes about 40 min, and its maintenance window ends in 30 min; the next that is long enough is Sat 28 Nov 01:00 to 05:00 (UTC).',
      '2026-11-28T01:00Z',
    ],
    [
      '2026-11-27T01:00Z',
      2 * 3_600,
      'It takes about 2 h, and its maintenance window ends in 60 min; the next that is long enough is Sat 28 Nov 01:00 to 05:00 (UTC).',
      '2026-11-28T01:00Z',
    ],
    [
      '2026-11-27T01:00Z',
      5 * 3_600,
      'It takes about 5 h, and its maintenance window ends in 60 min; no window of the next days is long enough, so it waits for the beginning of Sat 28 Nov 01:00 to 05:00 (UTC).',
      '2026-11-28T01:00Z',
    ],
    [
      '2026-11-28T02:00Z',
      5 * 3_600,
      'It takes about 5 h, and its maintenance window ends in 3 h; no window of the next days is long enough, so it waits for the beginning of Sat 5 Dec 01:00 to 05:00 (UTC).',
      '2026-12-05T01:00Z',
    ],
    [
      '2026-11-26T12:00Z',
      60,
      'It waits for its maintenance window: Fri 27 Nov 01:00 to 02:00 (UTC).',
      '2026-11-27T01:00Z',
    ],
  ])('waits at %s with %s s: %s', (now, takes, because, then) => {
    expect(at(now, takes, [night, weekend])).toEqual({ because, at: new Date(then) })
  })

  test('waits where it is past the last start', () => {
    const strict: WindowConfig = { ...night, lastStart: '01:30' }
    expect(at('2026-11-27T01:30Z', null, [strict])).toBeUndefined()
    expect(at('2026-11-27T01:30:01Z', null, [strict])).toEqual({
      because:
        'It is past the last start of its maintenance window (01:30 UTC); the next is Fri 4 Dec 01:00 to 02:00 (UTC).',
      at: new Date('2026-12-04T01:00Z'),
    })
    // A window that touches has its own last start.
    const after: WindowConfig = { ...night, from: '02:00', to: '03:00' }
    expect(at('2026-11-27T01:45Z', null, [strict, after])).toMatchObject({
      at: new Date('2026-11-27T02:00Z'),
    })
    expect(at('2026-11-27T02:15Z', null, [strict, after])).toBeUndefined()
  })

  test('does not begin in what a blackout leaves behind the last start', () => {
    const strict: WindowConfig = { ...weekend, days: ['fri'], lastStart: '02:00' }
    expect(at('2026-11-27T02:00Z', null, [strict], sale)?.because).toContain('blackout (sale')
    expect(at('2026-11-27T03:00Z', null, [strict], sale)).toMatchObject({
      because: expect.stringContaining('It is past the last start'),
      at: new Date('2026-12-04T01:00Z'),
    })
  })

  test('makes room for a blackout on a cluster without windows', () => {
    expect(at('2026-11-27T01:00Z', 1_000, [], sale)).toBeUndefined()
    expect(at('2026-11-27T01:00Z', 3_000, [], sale)).toEqual({
      because:
        'It takes about 50 min, and a blackout begins in 30 min (sale, until Fri 27 Nov 03:00 (UTC)). It begins after that.',
      at: new Date('2026-11-27T03:00Z'),
    })
  })
})
