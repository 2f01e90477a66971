import { describe, expect, test } from 'vitest'
import { drawTable } from '#terminal/draw-table'

const rows = [
  ['done', 'Build index users_lower_idx on public.users (lower(email))', '11-23 12:00'],
  ['failed', 'Drop a', '11-23 12:05'],
]

describe('a table on a terminal', () => {
  test('puts columns under each other, figures to one edge', () => {
    expect(
      drawTable(
        ['Index', 'Size'],
        [
          ['users_pkey', '14 MB'],
          ['née', '112 kB'],
          ['a\nb', ''],
        ],
      ),
    ).toEqual([
      'Index         Size',
      '----------  ------',
      'users_pkey   14 MB',
      'née         112 kB',
      'a b',
    ])
  })

  test('folds long cells within their column, so that it is as wide as the terminal', () => {
    expect(drawTable(['State', 'What', 'When'], rows, 44)).toEqual([
      'State   What                     When',
      '------  -----------------------  -----------',
      'done    Build index              11-23 12:00',
      '        users_lower_idx on',
      '        public.users',
      '        (lower(email))',
      'failed  Drop a                   11-23 12:05',
    ])
  })

  test.each([
    [40, 40],
    [20, 30],
    [undefined, 79],
  ])('of a terminal of %s columns has lines of up to %s', (room, most) => {
    const lines = drawTable(['State', 'What', 'When'], rows, room)
    expect(Math.max(...lines.map(({ length }) => length))).toBe(most)
  })

  test('breaks a word that is longer than its column', () => {
    expect(drawTable(['A'], [['x'.repeat(25)]], 10)).toEqual([
      'A',
      '-'.repeat(10),
      'x'.repeat(10),
      'x'.repeat(10),
      'x'.repeat(5),
    ])
  })
})
