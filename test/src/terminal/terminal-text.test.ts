import { describe, expect, test } from 'vitest'
import { commands } from '#commands/catalogue'
import { indented, speaking, typed } from '#terminal/terminal-text'
import { visible } from '#text/invisible'

const people = { operators: [], approvers: [], team: 'T_SHOP', aliases: { 'cli/adam': 'U_ADAM' } }
const spoken = speaking(commands, people)

describe('text on a terminal', () => {
  test('shows what would repaint it or turn it around', () => {
    expect(visible('users\u001b[2Jx\u202e\u0007\nnext')).toBe('usersU+001B[2JxU+202EU+0007\nnext')
  })

  test('says its own commands as they are said here', () => {
    expect(spoken('Ask one of: <@U_ADAM>, <!subteam^S_DBAS>. See `run list`.')).toBe(
      'Ask one of: adam and 1 group in Slack. See howdah run list.',
    )
  })

  test('writes commands so that a shell takes them as they are', () => {
    expect(typed('index list users')).toBe('howdah index list users')
    expect(typed(`session cancel 7 name="two words"`)).toBe(
      'howdah session cancel 7 name="two words"',
    )
    expect(typed("index create t columns=lower(a) where=b='$x'")).toBe(
      `howdah 'index create t columns=lower(a) where=b='\\''$x'\\'''`,
    )
    expect(spoken('Example: `index create columns=lower(email)`')).toBe(
      "Example: howdah 'index create columns=lower(email)'",
    )
  })

  test('keeps what has several lines together under its first one', () => {
    expect(indented('select 1\nfrom a')).toBe('select 1\n     from a')
  })
})
