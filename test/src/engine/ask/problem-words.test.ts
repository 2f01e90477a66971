import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { commands } from '#commands/catalogue'
import { problemWords } from '#engine/ask/problem-words'

const problemOf = (words: string, key: string, value: string): string => {
  const schema = commands.find(one => one.words === words)?.input ?? z.object()
  const member = schema.shape[key] as z.ZodType
  const [issue] = member.safeParse(value).error?.issues ?? []
  return issue ? problemWords(issue, value) : ''
}

describe('a wrong value', () => {
  test.each([
    ['query slow', 'limit', 'ten', 'Write a whole number, in digits.'],
    ['query slow', 'limit', '5000', 'Write 50 or less.'],
    ['query slow', 'limit', '0', 'Write 1 or more.'],
    ['query slow', 'limit', '1.5', 'Write a whole number, in digits.'],
    ['index create', 'method', 'rum', 'Choose btree, hash, gin, gist, spgist or brin.'],
    [
      'index create',
      'method',
      'btere',
      'Did you mean btree? Choose btree, hash, gin, gist, spgist or brin.',
    ],
    ['index create', 'unique', 'perhaps', 'Write yes or no.'],
    ['plan reject', 'reason', 'x'.repeat(501), 'Write at most 500 characters.'],
    ['session cancel', 'pid', 'abc', 'A process id is a whole number from 1 to 2147483647.'],
    ['index create', 'columns', ' ', 'This field is required.'],
  ])('of %s %s is told in words', (words, key, value, told) => {
    expect(problemOf(words, key, value)).toBe(told)
  })

  test('of no command is told in the words of a program', () => {
    const values = ['', ' ', 'x', '-1', '0', '1e99', 'NaN', 'yes', '{}', 'x'.repeat(9_000)]
    for (const { words, input } of commands)
      for (const [key, member] of Object.entries(input.shape))
        for (const value of values) {
          const [issue] = (member as z.ZodType).safeParse(value).error?.issues ?? []
          const told = issue ? problemWords(issue, value) : ''
          expect(told, `${words} ${key}=${value}`).not.toMatch(
            /Invalid|expected|received|NaN|>=|<=/,
          )
        }
  })
})
