import { describe, expect, test } from 'vitest'
import { spoken, table, visible } from '#src/main/cli/terminal-text'

describe('text on a terminal', () => {
  test('shows what would repaint it or turn it around', () => {
    expect(visible('users\u001b[2Jx\u202e\u0007\nnext')).toBe('usersU+001B[2JxU+202EU+0007\nnext')
  })

  test('says its own commands as they are said here', () => {
    expect(spoken('Ask one of: <@U_ADAM>, <!subteam^S_DBAS>. See `/pg run list`.')).toBe(
      'Ask one of: U_ADAM, S_DBAS. See `howdah run list`.',
    )
  })

  test('puts columns under each other, figures to one edge', () => {
    expect(
      table(
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
})
