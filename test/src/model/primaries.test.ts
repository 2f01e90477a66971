import { describe, expect, test } from 'vitest'
import { newerSight, type SeenPrimary, sightOn, thinned } from '#model/primaries'
import { seenPrimary } from '#test/support/facts/failover'

const at = (ms: number, more: Partial<SeenPrimary> = {}): SeenPrimary => ({
  ...seenPrimary,
  positions: [{ at: ms, position: '0/3000100' }],
  ...more,
})

describe('the last sight of a primary', () => {
  test('is the one on the later timeline, else the later one, else the own one', () => {
    const promoted = at(1, { node: 'shop-2', timeline: 2 })
    expect(newerSight(at(9), promoted)).toBe(promoted)
    expect(newerSight(promoted, at(9))).toBe(promoted)
    const [earlier, later] = [at(1), at(2)]
    expect(newerSight(later, earlier)).toBe(later)
    expect(newerSight(earlier, later)).toBe(later)
    const silent = at(2, { silentAt: 3 })
    expect(newerSight(later, silent)).toBe(silent)
    expect(newerSight(null, later)).toBe(later)
    expect(newerSight(later, null)).toBe(later)
    expect(newerSight(null, null)).toBeNull()
  })

  test('counts no more once a promotion has come after it', () => {
    const old = at(1, { node: 'shop-2', timeline: 2 })
    expect(sightOn(2, old)).toBe(old)
    expect(sightOn(3, old)).toBeNull()
    const unknown = at(1, { timeline: null })
    expect(sightOn(3, unknown)).toBe(unknown)
    expect(sightOn(3, null)).toBeNull()
  })

  test('is kept with a position every few seconds, the last one among them', () => {
    const positions = [0, 1, 2, 3, 4, 5, 6].map(second => ({
      at: second * 1_000,
      position: `0/${second}`,
    }))
    expect(
      thinned({ ...seenPrimary, positions }, 2_500).positions.map(one => one.position),
    ).toEqual(['0/0', '0/3', '0/6'])
  })
})
