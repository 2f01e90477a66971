import { describe, expect, test } from 'vitest'
import type { KeyKind } from '#cluster/facts/partition/bound'
import { readStep, stepFrom, stepOf, stepWords } from '#cluster/facts/partition/step'
import { at, monthly } from '#test/support/facts/partition-set'

/** Ranges between the bounds, the newest first. */
const ranges = (bounds: readonly string[]) =>
  bounds
    .slice(1)
    .map((hi, place) => ({ lo: at(bounds[place] ?? ''), hi: at(hi) }))
    .toReversed()

const berlin = ['2026-08-31T22:00Z', '2026-09-30T22:00Z', '2026-10-31T23:00Z', '2026-11-30T23:00Z']

describe('the step of a set', () => {
  test.each<[string, KeyKind, readonly string[], readonly string[]]>([
    ['monthly', 'date', ['UTC'], ['2026-01-01', '2026-02-01', '2026-03-01']],
    ['monthly', 'date', ['UTC'], ['2026-02-01', '2026-03-01']],
    ['quarterly', 'timestamp', ['UTC'], ['2026-01-01', '2026-04-01', '2026-07-01']],
    ['yearly', 'timestamptz', ['UTC'], ['2025-01-01', '2026-01-01']],
    ['weekly', 'date', ['UTC'], ['2026-11-16', '2026-11-23', '2026-11-30']],
    ['daily', 'timestamptz', ['UTC'], ['2026-11-28', '2026-11-29', '2026-11-30']],
    ['hourly', 'timestamptz', ['UTC'], ['2026-11-28T01:00Z', '2026-11-28T02:00Z']],
    ['every 15 minutes', 'timestamp', ['UTC'], ['2026-11-28T01:00Z', '2026-11-28T01:15Z']],
    ['every 240 hours', 'date', ['UTC'], ['2026-11-02', '2026-11-12', '2026-11-22']],
    ['monthly in Europe/Berlin', 'timestamptz', ['UTC', 'Europe/Berlin'], berlin],
    ['monthly in Europe/Berlin', 'uuid', ['UTC', 'Europe/Berlin'], berlin.slice(0, 2)],
  ])('is %s of %s in %s', (words, kind, zones, bounds) => {
    const step = stepOf(kind, ranges(bounds), zones)
    expect(step && stepWords(step)).toBe(words)
  })

  test('is a number of keys', () => {
    const step = stepOf('integer', [{ lo: 1_000_000n, hi: 2_000_000n }], ['UTC'])
    expect(step && stepWords(step)).toBe('every 1,000,000 keys')
  })

  test.each<[string, KeyKind, readonly string[]]>([
    ['ranges of different lengths', 'date', ['2026-01-01', '2026-01-09', '2026-02-01']],
    ['no range', 'date', ['2026-01-01']],
    ['months of a zone that nobody named', 'timestamptz', berlin],
  ])('is not known for %s', (_, kind, bounds) => {
    expect(stepOf(kind, ranges(bounds), ['UTC'])).toBeNull()
  })

  test('keeps the days of a zone over a night when clocks change', () => {
    const days = { kind: 'calendar', count: 1, unit: 'day', zone: 'Europe/Berlin' } as const
    const from = at('2026-10-24T22:00Z')
    expect(stepFrom(from, days, 1)).toBe(at('2026-10-25T23:00Z'))
    expect(stepFrom(from, { ...days, unit: 'hour', count: 24 }, 1)).toBe(at('2026-10-25T22:00Z'))
  })

  test('does not shorten later months by a short one', () => {
    expect(stepFrom(at('2026-01-31'), monthly, 2)).toBe(at('2026-03-31'))
  })

  test.each<[KeyKind, string, string | null]>([
    ['date', '1 month', 'monthly'],
    ['timestamptz', 'weekly', 'weekly in Europe/Berlin'],
    ['timestamp', '12 hours', 'every 12 hours'],
    ['integer', '1_000_000', 'every 1,000,000 keys'],
    ['integer', '1 month', null],
    ['date', '1000000', null],
    ['date', 'now and then', null],
  ])('of %s reads %s', (kind, said, words) => {
    const step = readStep(kind, said, 'Europe/Berlin')
    expect(step && stepWords(step)).toBe(words)
  })
})
