import { describe, expect, test } from 'vitest'
import {
  expiredParts,
  hasTimes,
  missingRanges,
  mostMade,
  rangesOf,
} from '#cluster/facts/partition/due'
import { at, monthly, now, part } from '#test/support/facts/partition-set'

const empty = { bytes: 8_192, heapBytes: 0 }
const asked = { kind: 'date', parent: 'events', step: monthly, now } as const
const names = (parts: Parameters<typeof missingRanges>[0], ahead: number, more = {}) =>
  missingRanges(parts, { ...asked, ahead, ...more }).map(({ name }) => name)

describe('the ranges that are due', () => {
  test('follow the newest, until so many lie behind the present one', () => {
    const parts = [part('2026-11'), part('2026-12')]
    expect(names(parts, 1)).toEqual([])
    expect(names(parts, 3)).toEqual(['events_2027_01', 'events_2027_02'])
    expect(missingRanges(parts, { ...asked, ahead: 2 })).toEqual([
      {
        name: 'events_2027_01',
        lo: at('2027-01-01'),
        hi: at('2027-02-01'),
        from: '2027-01-01',
        to: '2027-02-01',
        words: '2027-01-01 to 2027-02-01',
      },
    ])
  })

  test('fill what nobody made meanwhile, up to what one plan makes', () => {
    expect(names([part('2026-08')], 1)).toEqual([
      'events_2026_09',
      'events_2026_10',
      'events_2026_11',
      'events_2026_12',
    ])
    expect(names([part('2019-01')], 4)).toHaveLength(mostMade)
  })

  test('of integers lie behind the newest range with rows', () => {
    const range = (n: bigint, more = {}) =>
      part('2026-11', {
        name: `i_${n}`,
        lo: n * 100n,
        hi: n * 100n + 100n,
        loText: `${n}00`,
        ...more,
      })
    const integers = { kind: 'integer', step: { kind: 'number', size: 100n } }
    const parts = [range(0n), range(1n), range(2n, empty)]
    expect(names(parts, 3, integers)).toEqual(['i_3', 'i_4'])
    expect(names([range(0n, empty)], 2, integers)).toEqual(['i_100', 'i_200'])
  })

  test('are none where the last range has no end, or where there is none', () => {
    expect(names([part('2026-10'), part('2026-11', { hi: null, hiText: null })], 4)).toEqual([])
    expect(names([], 4)).toEqual([])
  })

  test('leave out a half detached and a default partition', () => {
    const others = [
      part('2026-12', { pending: true }),
      part('2026-11', { isDefault: true, lo: null, hi: null, loText: null }),
    ]
    expect(rangesOf([part('2026-10'), ...others]).map(({ name }) => name)).toEqual([
      'events_2026_10',
    ])
  })
})

describe('the partitions that are old', () => {
  test('ended before all that is kept', () => {
    const parts = [part('2026-08'), part('2026-09'), part('2026-10'), part('2026-11')]
    const old = (count: number) =>
      expiredParts(parts, { count, unit: 'month' }, now).map(({ name }) => name)
    expect(old(1)).toEqual(['events_2026_08', 'events_2026_09'])
    expect(old(12)).toEqual([])
  })
})

describe('a UUID key', () => {
  test('has times where every bound is one', () => {
    expect(hasTimes('uuid', [part('2026-11')])).toBe(true)
    expect(hasTimes('uuid', [part('2026-11', { lo: 0n })])).toBe(false)
    expect(hasTimes('integer', [part('2026-11', { lo: 0n })])).toBe(true)
  })
})
