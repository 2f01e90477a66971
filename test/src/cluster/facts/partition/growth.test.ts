import { describe, expect, test } from 'vitest'
import { type Grown, growthIn } from '#cluster/facts/partition/growth'
import { isShort, runwayOf, runwayWords } from '#cluster/facts/partition/runway'

const range = (thousand: number, more: Partial<Grown['parts'][number]> = {}) => ({
  lo: String(thousand * 1_000),
  hi: String((thousand + 1) * 1_000),
  rows: -1,
  inserted: 0,
  lately: 0,
  vacuumed: null,
  ...more,
})

const grown = (more: Partial<Grown>): Grown => ({
  oid: '1',
  lastKey: null,
  counted: null,
  up: 0,
  parts: [range(0), range(1), range(2)],
  ...more,
})

describe('the growth of a key of integers', () => {
  test.each<[string, Partial<Grown>, bigint]>([
    ['where the first range begins while there is no row', {}, 0n],
    ['behind the last value of its sequence', { lastKey: '1499' }, 1_500n],
    [
      'as far into the newest filled range as it has rows',
      { parts: [range(0, { rows: 1_000 }), range(1, { rows: 250 }), range(2)] },
      1_250n,
    ],
    [
      'by the keys that each row of the full ranges takes',
      { parts: [range(0, { rows: 500 }), range(1, { rows: 100 }), range(2)] },
      1_200n,
    ],
    [
      'at the end of a range with more rows than keys',
      { parts: [range(0), range(1, { rows: 5_000 }), range(2)] },
      2_000n,
    ],
    [
      'by the rows that were put in where none has counted',
      { parts: [range(0, { inserted: 40 })] },
      40n,
    ],
  ])('has the next key %s', (_, more, at) => {
    expect(growthIn(grown(more))?.at).toBe(at)
  })

  test('is not known of a set without ranges', () => {
    expect(growthIn(grown({ parts: [range(0, { lo: null })] }))).toBeNull()
  })

  test('counts since the last VACUUM, else since the statistics began, else since the start at most', () => {
    const parts = [range(0, { rows: 900, inserted: 1_000, lately: 300, vacuumed: 3 })]
    const rate = (more: Partial<Grown>) => {
      const { perDay, isMost } = growthIn(grown({ parts, ...more })) ?? {}
      return [perDay, isMost]
    }
    expect(rate({ counted: 10 })).toEqual([100, false])
    const unvacuumed = [range(0, { inserted: 1_000, lately: 1_000, vacuumed: 0.5 })]
    expect(rate({ parts: unvacuumed, counted: 10 })).toEqual([100, false])
    expect(rate({ parts: unvacuumed, up: 20 })).toEqual([50, true])
    expect(rate({ parts: unvacuumed, counted: 0.9, up: 20 })).toEqual([null, false])
    expect(rate({ parts: [range(0)], counted: 10, up: 20 })).toEqual([null, false])
  })
})

describe('the runway of a key of integers', () => {
  const set = (growth: ReturnType<typeof growthIn>) => ({
    kind: 'integer' as const,
    newest: [{ lo: 9_000n, hi: 10_000n }],
    step: { kind: 'number', size: 1_000n } as const,
    growth,
  })
  test.each([
    [{ at: 4_000n, perDay: 100, isMost: false }, 'about 60 days', false],
    [{ at: 9_500n, perDay: 100, isMost: false }, 'about 5 days', true],
    [{ at: 9_500n, perDay: 10, isMost: false }, 'about 50 days', false],
    [{ at: 4_000n, perDay: 100, isMost: true }, 'at least 60 days', false],
    [{ at: 4_000n, perDay: null, isMost: false }, '6 ranges', false],
    [{ at: 8_500n, perDay: null, isMost: false }, '1 range', true],
    [{ at: 10_000n, perDay: 100, isMost: false }, 'used up', true],
    [null, 'not known', false],
  ])('of %o is “%s”', (growth, words, short) => {
    const runway = runwayOf(set(growth), 0)
    expect([runwayWords(runway), isShort(runway)]).toEqual([words, short])
  })
})
