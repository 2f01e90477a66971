import fc from 'fast-check'
import { loadModule, scanSync } from 'libpg-query'
import { describe, expect, test } from 'vitest'
import { withoutLiterals } from '#cluster/sql/without-literals'

await loadModule()

/** Every secret holds this mark, and no other text does. */
const mark = 'ZQ7'

const secret = fc
  .string({
    unit: fc.constantFrom('a', 'é', ' ', '$', '/*', '*/', '--', '"', 'x', '\n'),
    maxLength: 6,
  })
  .map(text => `${mark}${text}`)

const literal = fc.oneof(
  secret.map(text => `'${text}'`),
  secret.map(text => `'it''s ${text}'`),
  secret.map(text => `E'\\'${text}\\\\'`),
  secret.map(text => `U&'${text}'`),
  secret.map(text => `N'${text}'`),
  secret.map(text => `$$${text.replaceAll('$', '')}$$`),
  secret.map(text => `$q$${text.replaceAll('$', '')}$q$`),
  fc.constantFrom('7771', '777.5', '.7775', '7.77e-3', '0x7771', '7_771', "b'0101'", "X'1F77'"),
)

const shape = fc.constantFrom(
  '"T ""1"""',
  ...'select from where and = <> ( ) , ; || :: - + [ ] users lower e1 _x date $1 $22 @> in é'.split(
    ' ',
  ),
)

const comment = secret.map(text => `/* ${text.replaceAll(/[*/]/g, '')} */`)

const statement = fc
  .array(fc.oneof({ weight: 3, arbitrary: shape }, literal, comment), { maxLength: 30 })
  .map(parts => ['select', ...parts].join(' '))

const values = new Set(['SCONST', 'ICONST', 'FCONST'])
const isValue = ({ tokenName, text }: { tokenName: string; text: string }): boolean =>
  values.has(tokenName) || /^(?:[bxn]|u&)?'|^\d|^\.\d/i.test(text)

/** PostgreSQL's own scanner judges. */
const tokensOf = (text: string) =>
  scanSync(text.replaceAll('…', '?')).tokens.filter(({ tokenName }) => !/COMMENT/.test(tokenName))

describe('a statement without its literals', () => {
  test('shows none of them, wherever it is cut off', () => {
    fc.assert(
      fc.property(statement, fc.nat(), (text, cut) => {
        for (const shown of [text, text.slice(0, cut % (text.length + 1))].map(one =>
          withoutLiterals(one),
        )) {
          expect(shown).not.toContain(mark)
          expect(shown).not.toMatch(/777|0101|1F/)
        }
      }),
      { numRuns: 2_000 },
    )
  })

  test('keeps its shape, by PostgreSQL’s own scanner', () => {
    fc.assert(
      fc.property(statement, text => {
        const before = tokensOf(text).map(one => (isValue(one) ? '?' : one.text))
        // A hidden literal is a single mark, whatever the prefix (N and U& belong to the literal).
        const after = tokensOf(withoutLiterals(text)).map(one => one.text)
        expect(after).toEqual(before.filter((one, at) => !(one === 'N' && before[at + 1] === '?')))
      }),
      { numRuns: 2_000 },
    )
  })

  test.each([
    ["update users set email = 'a@b.c' where id = 42", 'update users set email = … where id = …'],
    ["select 'it''s', E'a\\'b', x'1F' from t1", 'select …, …, … from t1'],
    ["select * from t where a = 'cut off in the mid", 'select * from t where a = …'],
    ['do $body$ begin perform secret(1); end $body$', 'do …'],
    ["select date'2020-01-01', $1, -4.5e3 /* of U_17 */", 'select date…, $1, -…'],
    // With standard_conforming_strings off, the end of the string cannot be told.
    ["select 'a\\'b', id from t", 'select …'],
    ['select "a ""quoted"" 1" from "T 2"', 'select "a ""quoted"" 1" from "T 2"'],
    ["alter role app password 'hunter2'", 'alter role app password …'],
  ])('reads %s as %s', (text, shown) => {
    expect(withoutLiterals(text)).toBe(shown)
  })
})
