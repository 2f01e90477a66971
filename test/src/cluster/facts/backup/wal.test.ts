import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { reachOf, stretchesOf, walName } from '#cluster/facts/backup/wal'

const segment = 16 * 1_024 ** 2
const backup = { timeline: 1, startLsn: '0/2000028', endLsn: '0/4000000', segment }
const name = (number: number, timeline = 1) => walName(timeline, BigInt(number), segment)
const named = (...numbers: readonly number[]) => numbers.map(number => name(number))
const reach = (names: readonly string[]) => reachOf(backup, stretchesOf(names, segment))

describe('the WAL of a backup', () => {
  test.each<[string, readonly string[], ReturnType<typeof reachOf>]>([
    [
      // The end is at the first byte of file 4, which is not needed.
      'is whole',
      named(1, 2, 3),
      { missing: [], last: name(3), after: null },
    ],
    ['goes on', named(2, 3, 4, 5), { missing: [], last: name(5), after: null }],
    ['has a gap', named(2, 3, 4, 6, 7), { missing: [], last: name(4), after: name(6) }],
    ['lacks its first file', named(3, 4), { missing: [name(2)], last: null, after: null }],
    ['lacks its last file', named(1, 2), { missing: [name(3)], last: null, after: null }],
    ['is not there', [], { missing: [name(2), name(3)], last: null, after: null }],
    [
      'is of another timeline',
      [name(2, 2), name(3, 2)],
      { missing: [name(2), name(3)], last: null, after: null },
    ],
    [
      'lies beside other files',
      [...named(2, 3), '00000002.history', `${name(4)}.partial`, `archtemp.${name(4)}.17.1`],
      { missing: [], last: name(3), after: null },
    ],
  ])('%s', (_, names, wanted) => {
    expect(reach(names)).toEqual(wanted)
  })

  test('counts on past the end of a log', () => {
    const names = ['0000000100000001000000FF', '000000010000000200000000']
    expect(stretchesOf(names, segment)).toHaveLength(1)
    expect(stretchesOf(names, 1_024 ** 2)).toHaveLength(2)
  })

  test('has for each place one name', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 0xff }),
        fc.bigInt({ min: 0n, max: 0xfff_ffffn }),
        fc.constantFrom(1, 16, 64, 1_024),
        (timeline, number, megabytes) => {
          const size = megabytes * 1_024 ** 2
          const [found] = stretchesOf([walName(timeline, number, size)], size)
          expect(found).toEqual({ timeline, first: number, last: number })
        },
      ),
    )
  })
})
