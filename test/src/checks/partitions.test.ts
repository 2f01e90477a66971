import { describe, expect, test } from 'vitest'
import { keyWords, partitionTrouble } from '#checks/partitions'
import { answered, reads } from '#test/support/facts/doctor'
import { at, now, setHead } from '#test/support/facts/partition-set'

const daily = (days: number) => ({
  newest: [
    {
      lo: at('2026-11-29') + BigInt(days - 1) * 86_400_000n,
      hi: at('2026-11-29') + BigInt(days) * 86_400_000n,
    },
  ],
  step: { kind: 'calendar', count: 1, unit: 'day', zone: 'UTC' } as const,
})

describe('the trouble of partitioned tables', () => {
  test.each([
    ['three periods are ahead', daily(3), 0],
    ['two periods are ahead', daily(2), 1],
    ['the last has ended', daily(0), 1],
    ['the key has no clock', { ...daily(0), kind: 'integer' as const }, 0],
    ['the table is itself a partition', { ...daily(0), partOf: 'public.all' }, 0],
    ['there is no range', { newest: [], step: null }, 0],
  ])('where %s', (_, more, count) => {
    expect(partitionTrouble(setHead(more), now)).toHaveLength(count)
  })

  test('is told by doctor', () => {
    const partitions = partitionTrouble(setHead(), now)
    const told = reads([answered({ partitions })])
    expect(told.lines).toEqual([
      'shop, app: public.events has partitions for 33 days more (1 whole period): the last ends at 2027-01-01, rows after that are refused. `partition rotate public.events` makes more.',
    ])
    expect(told.table?.rows).toContainEqual(['partitions', 'to review', 'shop', 'app'])
  })

  test.each([
    [setHead({ keys: 2 }), null, 'by range of 2 columns'],
    [setHead({ column: null }), null, 'by range of an expression'],
    [setHead(), 'monthly', 'by range of day, monthly'],
  ])('begins with the key', (set, step, words) => {
    expect(keyWords(set, step)).toBe(words)
  })
})
