import { describe, expect, test } from 'vitest'
import { sizeOf } from '#playbooks/index/create-size'
import { MB } from '#test/support/facts/index'

describe('index.create', () => {
  test.each([
    ['btree', 40_000],
    ['hash', 26_667],
    ['gin', 30_000],
    ['gist', 51_429],
    ['spgist', 50_000],
    ['brin', 24_656],
  ] as const)('knows about how large 1000 values of 24 bytes get with %s', (method, size) => {
    const rows = { rows: 1_000, width: 24 }
    expect(Math.round(sizeOf(method, rows, { bytes: MB }))).toBe(size)
  })
})
