import { expect, test } from 'vitest'
import { slowerLines } from '#checks/query/slower-lines'

const slower = (...times: readonly number[]) =>
  times.map(one => ({
    queryid: `${one}`,
    usualMs: 10,
    meanMs: 10 * one,
    since: Date.parse('2026-11-30T14:02:10Z'),
  }))

test('the three statements that are most slower are told, without values, and how many others are', () => {
  const texts = { 9: "select * from users where email = 'olga@example.org'" }
  expect(slowerLines(slower(2, 9, 3, 5), texts)).toEqual([
    'Slower than usual since 2026-11-30 14:02 UTC: select * from users where email = …, 90 ms each, usually 10 ms.',
    'Slower than usual since 2026-11-30 14:02 UTC: statement 5, 50 ms each, usually 10 ms.',
    'Slower than usual since 2026-11-30 14:02 UTC: statement 3, 30 ms each, usually 10 ms.',
    'So is 1 other statement.',
  ])
  expect(slowerLines(slower(2, 9, 3, 5, 6), texts).at(-1)).toBe('So are 2 other statements.')
})

test('nothing is told where no statement is slower', () => {
  expect(slowerLines([], {})).toEqual([])
})
