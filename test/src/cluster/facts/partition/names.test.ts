import { describe, expect, test } from 'vitest'
import type { KeyKind } from '#cluster/facts/partition/bound'
import { namingOf } from '#cluster/facts/partition/names'
import { type RangeStep, stepFrom } from '#cluster/facts/partition/step'
import { at, monthly } from '#test/support/facts/partition-set'

const calendar = (unit: 'year' | 'week' | 'day' | 'hour', zone = 'UTC'): RangeStep => ({
  kind: 'calendar',
  count: 1,
  unit,
  zone,
})

const range = (lo: bigint, step: RangeStep) => ({ lo, hi: stepFrom(lo, step, 1) })

const next = (kind: KeyKind, lo: bigint, step: RangeStep, names: readonly string[]): string => {
  const named = names.map((name, place) => ({ ...range(stepFrom(lo, step, -place), step), name }))
  return namingOf(kind, 'events', named, step)(range(stepFrom(lo, step, 1), step))
}

describe('the name of a new partition', () => {
  test.each<[string, string, string, RangeStep, readonly string[]]>([
    ['events_2027_01', '2026-12-01', 'months', monthly, ['events_2026_12', 'events_2026_11']],
    ['events_p2027_01', '2026-12-01', 'months', monthly, ['events_p2026_12']],
    ['events_p20270101', '2026-12-01', 'months', monthly, ['events_p20261201']],
    ['events_y2027m01', '2026-12-01', 'months', monthly, ['events_y2026m12', 'events_y2026m11']],
    ['p2027-01 events', '2026-12-01', 'months', monthly, ['p2026-12 events']],
    ['events_2026w49', '2026-11-23', 'weeks', calendar('week'), ['events_2026w48']],
    ['events_p2026_11_30', '2026-11-23', 'weeks', calendar('week'), ['events_p2026_11_23']],
    ['events_20261130', '2026-11-29', 'days', calendar('day'), ['events_20261129']],
    ['events_2026112902', '2026-11-29T01:00Z', 'hours', calendar('hour'), ['events_2026112901']],
    ['events_2027', '2026-01-01', 'years', calendar('year'), ['events_2026', 'events_2025']],
    ['events_p2026_12_07', '2026-11-30', 'weeks', calendar('week'), ['events_2026_11']],
    ['events_p2027_01', '2026-12-01', 'months', monthly, ['events_new', 'events_2026_11']],
    ['events_p2026_11_30_01', '2026-11-30', 'hours', calendar('hour'), []],
  ])('is %s, after %s, by %s', (name, lo, _, step, names) => {
    expect(next('timestamptz', at(lo), step, names)).toBe(name)
  })

  test('is of the day in the zone of the set', () => {
    const days = calendar('day', 'Europe/Berlin')
    expect(next('timestamptz', at('2026-11-28T23:00Z'), days, ['events_2026_11_29'])).toBe(
      'events_2026_11_30',
    )
  })

  test.each<[string, readonly string[]]>([
    ['events_3000000', ['events_2000000', 'events_1000000']],
    ['events_3000000_4000000', ['events_2000000_3000000']],
    ['events_4', ['events_3', 'events_2', 'events_1']],
    ['events_3', ['events_2', 'events_1', 'events_0']],
    ['events_p3000000', ['events_new', 'events_old']],
  ])('of a range of integers is %s after %s', (name, names) => {
    expect(next('integer', 2_000_000n, { kind: 'number', size: 1_000_000n }, names)).toBe(name)
  })
})
