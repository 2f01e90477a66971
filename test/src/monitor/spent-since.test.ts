import { describe, expect, test } from 'vitest'
import type { Snapshot } from '#monitor/between'
import { spentSince } from '#monitor/spent-since'

const read = (at: string, search: number, reset = 1): Snapshot => ({
  at: `2026-11-30T10:${at}Z`,
  nodes: {
    'shop-1': {
      search: { calls: search, totalMs: search * 200, rows: search, longestMs: 300, begun: [1] },
      idle: { calls: 7, totalMs: 70, rows: 7, longestMs: 11, begun: [1] },
    },
  },
  resets: { 'shop-1': reset },
})
const now = read('05:00', 150)

describe('what was spent since a reading', () => {
  test('is the difference to the oldest reading, without what was not called', () => {
    expect(spentSince([read('00:30', 50), read('04:00', 140)], now, 'shop-1')).toEqual({
      seconds: 270,
      statements: { search: { calls: 100, totalMs: 20_000, rows: 100 } },
    })
  })

  test('begins after a reset of the counters', () => {
    const known = [read('00:30', 500, 0), read('04:00', 140)]
    expect(spentSince(known, now, 'shop-1')).toMatchObject({ seconds: 60 })
    expect(spentSince(known.slice(0, 1), now, 'shop-1')).toBeNull()
  })

  test('counts no past of a statement that an empty reading lacks', () => {
    const empty = { at: '2026-11-30T10:00:00Z', nodes: { 'shop-1': {} } }
    expect(spentSince([empty, read('04:00', 140)], now, 'shop-1')).toMatchObject({ seconds: 60 })
    expect(spentSince([empty], now, 'shop-2')).toBeNull()
  })

  test('leaves out a statement whose entry began anew', () => {
    expect(spentSince([read('00:30', 500)], now, 'shop-1')?.statements).toEqual({})
  })
})
