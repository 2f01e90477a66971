import { describe, expect, test } from 'vitest'
import { section } from '#slack/draw/blocks/blocks'
import { openWording } from '#slack/draw/blocks/command-wording'
import { escape, plain, sentence } from '#slack/draw/blocks/escape'

const wording = openWording('/postgres', ['run list', 'plan show', 'thaw', 'status'])

const said = (markdown: string): unknown =>
  wording({ text: '', blocks: [section(markdown)] }).blocks[0]

const saying = (markdown: string) => ({ text: { text: markdown } })

describe('a message', () => {
  test.each([
    ['See `run list`.', 'See `/postgres run list`.'],
    ['`plan show p-1` says how far.', '`/postgres plan show p-1` says how far.'],
    ['Lift it with `thaw` first.', 'Lift it with `/postgres thaw` first.'],
    ['`thaw shop`', '`/postgres thaw shop`'],
  ])('names %s as it is said here', (bare, here) => expect(said(bare)).toMatchObject(saying(here)))

  test.each([
    'Did you mean `status`?',
    '`users` has no column `run`.',
    '```run list```',
    plain('do not `run list` today'),
  ])('leaves %s as it is', text => expect(said(text)).toMatchObject(saying(text)))

  test('names nothing in a table or on a button', () => {
    const cell = { type: 'raw_text', text: 'See `run list`' }
    expect(wording({ blocks: [cell] as never }).blocks).toEqual([cell])
  })
})

describe('a time', () => {
  test('is shown as each reader’s clock has it, but never within a statement', () => {
    const at = Date.UTC(2026, 10, 23, 12, 5) / 1_000
    expect(sentence('Used last 2026-11-23 12:05 UTC, `at = 2026-11-23 12:05 UTC`.')).toBe(
      `Used last <!date^${at}^{date_short_pretty} {time}|2026-11-23 12:05 UTC>, \`at = 2026-11-23 12:05 UTC\`.`,
    )
    expect(plain('2026-11-23 12:05 UTC')).toBe('2026-11-23 12:05 UTC')
    expect(sentence('2026-99-99 12:05 UTC')).toBe(escape('2026-99-99 12:05 UTC'))
  })
})
