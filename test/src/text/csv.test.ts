import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { csv } from '#text/csv'

const cellOf = (text: string): string =>
  csv(['a'], [[text]])
    .slice('a\r\n'.length, -'\r\n'.length)
    .replaceAll(/^"|"$/g, '')
    .replaceAll('""', '"')

describe('a cell of a CSV file', () => {
  test.each([
    ['=1+1', "'=1+1"],
    [' =1', "' =1"],
    ['\t=1', "\t'=1"],
    ['\u200b=1', "'\u200b=1"],
    ['\ufeff\u00a0@SUM(A1)', "'\ufeff\u00a0@SUM(A1)"],
    ['\uff1d1', "'\uff1d1"],
    ['\uff0b1', "'\uff0b1"],
    ['\uff0d1+1', "'\uff0d1+1"],
    ['\uff20a', "'\uff20a"],
    ['\ufe661', "'\ufe661"],
    ['\u0000=1', "'\u0000=1"],
    ['a\t=1', "a\t'=1"],
    ['a\n=1', "a\n'=1"],
    ['a;=1', "a;'=1"],
    ['a;;=1', "a;;'=1"],
    ['-cmd', "'-cmd"],
    ['"=1"', '"=1"'],
    ['-12.5', '-12.5'],
    ['+3', '+3'],
    ['a = 1', 'a = 1'],
    ['select a, -1', 'select a, -1'],
    ['public.users', 'public.users'],
    ['', ''],
  ])('%j is written as %j', (text, written) => {
    expect(cellOf(text)).toBe(written)
  })

  test('begins with no sign of a formula, whatever stands before it', () => {
    const unseen = fc.constantFrom(
      ' ',
      '\t',
      '\n',
      '\r',
      '\u200b',
      '\u2060',
      '\ufeff',
      '\u3000',
      '\u00ad',
      '\u3164',
      '\u{e0001}',
      '\u0007',
    )
    const sign = fc.constantFrom('=', '+', '-', '@', '\uff1d', '\uff0b', '\uff0d', '\uff20')
    fc.assert(
      fc.property(fc.array(unseen, { maxLength: 5 }), sign, fc.string(), (before, first, rest) => {
        const written = cellOf(`${before.join('')}${first}${rest}x`)
        expect(written).toContain("'")
        const seen = written.replaceAll(/[\s\p{C}\p{Default_Ignorable_Code_Point}]/gu, '')
        expect(seen.startsWith("'")).toBe(true)
      }),
    )
  })
})
