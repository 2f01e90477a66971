import { describe, expect, test } from 'vitest'
import { sizeOf } from '#playbooks/index/create-size'
import { MB } from '#test/support/facts/index'

describe('index.create', () => {
  test.each([
    ['btree', 40_000],
    ['hash', 26_667],
    ['gin', null],
    ['gist', 51_429],
    ['spgist', 50_000],
    ['brin', 24_656],
  ] as const)('knows about how large 1000 values of 24 bytes get with %s', (method, size) => {
    const found = sizeOf(
      method,
      { rows: 1_000, width: 24, distinct: null, fill: null },
      { bytes: MB },
    )
    expect(found && Math.round(found)).toBe(size)
  })

  test.each([
    ['aligns an integer', { width: 4 }, 22_222],
    ['keeps equal keys once', { width: 4, distinct: 10 }, 6_889],
    ['keeps keys of which few are equal', { width: 4, distinct: 900 }, 22_222],
    ['fills pages as `with=` says', { fill: 0.5 }, 72_000],
    ['has no rows where none fit', { rows: 0 }, 0],
  ])('%s', (_, more, size) => {
    const rows = { rows: 1_000, width: 24, distinct: null, fill: null, ...more }
    expect(Math.round(sizeOf('btree', rows, { bytes: MB }) ?? -1)).toBe(size)
  })
})
