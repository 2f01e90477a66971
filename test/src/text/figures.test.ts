import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { bytes, count, counted, milliseconds, seconds } from '#text/figures'

describe('spoken', () => {
  test.each([
    [0, '0 B'],
    [1_023, '1023 B'],
    [1_024, '1.0 kB'],
    [15_728_640, '15 MB'],
    [3 * 1_024 ** 4, '3.0 TB'],
  ])('says %i bytes as %s', (value, said) => expect(bytes(value)).toBe(said))

  test.each([
    [0, '0 ms'],
    [0.001, 'under 0.01 ms'],
    [0.02, '0.02 ms'],
    [0.6, '0.6 ms'],
    [212.4, '212 ms'],
    [3_400, '3.4 s'],
    [61_000, '61 s'],
  ])('says %d milliseconds as %s', (value, said) => expect(milliseconds(value)).toBe(said))

  test.each([
    [40, '40 s'],
    [720, '12 min'],
    [10_800, '3 h'],
    [432_000, '5 days'],
  ])('says %i seconds as %s', (value, said) => expect(seconds(value)).toBe(said))

  test('groups digits as English does, whatever the number', () => {
    fc.assert(
      fc.property(fc.integer(), value => {
        expect(count(value)).toBe(value.toLocaleString('en'))
      }),
    )
  })

  test('says one of a thing in the singular', () => {
    expect([counted(1, 'call'), counted(40, 'call'), count(400_000)]).toEqual([
      '1 call',
      '40 calls',
      '400,000',
    ])
  })
})
