import { describe, expect, test } from 'vitest'
import { between, type KeptCounter, type Snapshot } from '#monitor/between'

const snapshot = (
  minute: number,
  statements: Readonly<Record<string, KeptCounter>>,
  reset: number | null = 7,
): Snapshot => ({
  at: new Date(minute * 60_000).toISOString(),
  nodes: { 'shop-1': statements },
  resets: { 'shop-1': reset },
})

const counter = (calls: number, totalMs: number, more: Partial<KeptCounter> = {}): KeptCounter => ({
  calls,
  totalMs,
  rows: calls,
  longestMs: 20,
  begun: null,
  ...more,
})

const before = counter(8, 540)
const sampled = (then: KeptCounter, now: KeptCounter) =>
  between(snapshot(0, { 1: then }), snapshot(1, { 1: now }))

describe('what statements did between two readings', () => {
  test.each<[string, KeptCounter, KeptCounter, object]>([
    [
      'is their mean over the calls since',
      before,
      counter(10, 600),
      { meanMs: 30, calls: 2, seconds: 60 },
    ],
    [
      'is told of counters that an earlier version kept',
      { calls: 8, totalMs: 540 },
      counter(10, 600),
      { meanMs: 30, calls: 2, seconds: 60 },
    ],
    [
      'takes the last digits of a sum for what they are',
      counter(8, 540.000_000_000_1),
      counter(9, 540),
      { calls: 1 },
    ],
    [
      'counts a further entry of the same statement, as of another login',
      counter(8, 540, { begun: [100] }),
      counter(10, 600, { begun: [100, 200] }),
      { calls: 2 },
    ],
    [
      'goes on where only the longest call was forgotten',
      counter(8, 540, { begun: [100] }),
      counter(10, 600, { begun: [100], longestMs: 1 }),
      { calls: 2 },
    ],
  ])('%s', (_, then, now, sample) => expect(sampled(then, now)).toMatchObject(sample))

  test.each<[string, KeptCounter, KeptCounter]>([
    ['calls went back', before, counter(7, 600)],
    ['time went back while calls grew', before, counter(50, 3)],
    ['rows went back while calls and time grew', before, counter(50, 600, { rows: 7 })],
    [
      'an entry is younger than the first reading, with more of everything',
      counter(8, 540, { begun: [100] }),
      counter(50, 900, { begun: [200] }),
    ],
    [
      'one of two entries of a statement is gone',
      counter(8, 540, { begun: [100, 150] }),
      counter(50, 900, { begun: [150] }),
    ],
    [
      'the longest call became shorter, before PostgreSQL 17 tells when an entry began',
      before,
      counter(50, 900, { longestMs: 19 }),
    ],
  ])('is not told where %s', (_, then, now) => expect(sampled(then, now)).toBe('reset'))

  test('is not told where an entry is gone, whatever the others did', () => {
    const two = snapshot(0, { 1: before, 2: counter(5, 900) })
    expect(between(two, snapshot(1, { 1: counter(50, 900) }))).toBe('reset')
  })

  test('is not told where anything was reset, and not guessed where that is not known', () => {
    const first = snapshot(0, { 1: before })
    const later = { 1: counter(10, 600) }
    expect(between(first, snapshot(1, later, 8))).toBe('reset')
    expect(between(first, snapshot(1, later, null))).toMatchObject({ calls: 2 })
  })

  test('counts a statement that began in between from its beginning', () => {
    expect(between(snapshot(0, {}), snapshot(1, { 1: counter(4, 8) }))).toMatchObject({
      meanMs: 2,
      calls: 4,
    })
  })

  test('is nothing without calls, and leaves out a node that was not read before', () => {
    const first = snapshot(0, { 1: before })
    expect(between(first, snapshot(1, { 1: before }))).toBe('calls')
    const more = { ...snapshot(1, { 1: before }).nodes, 'shop-2': { 1: before } }
    expect(between(first, { ...snapshot(1, {}), nodes: more })).toBe('calls')
  })
})

describe('entries that were dropped for want of room', () => {
  const told = (begun: readonly number[] | null, evictions: readonly [number, number]) => {
    const [then, now] = [
      snapshot(0, { 1: counter(8, 540, { begun }) }),
      snapshot(1, { 1: counter(10, 600, { begun }) }),
    ]
    return between(
      { ...then, evictions: { 'shop-1': evictions[0] } },
      { ...now, evictions: { 'shop-1': evictions[1] } },
    )
  }

  test('make a comparison void where no entry tells when it began', () => {
    expect(told(null, [3, 4])).toBe('reset')
    expect(told(null, [3, 3])).toMatchObject({ calls: 2 })
  })

  test('do not matter where each entry tells when it began', () => {
    expect(told([100], [3, 4])).toMatchObject({ calls: 2 })
  })
})
