/** Proof that the rule for comments can fail, and counts comments alone. */
import { describe, expect, test } from 'vitest'
import { checkComments, pronounsPer100 } from '#test/support/house/comment-rules'
import { parseSources } from '#test/support/house/source-file'

const words = 'word '.repeat(97)

describe('the rule for comments', () => {
  test.each([
    ['a room', 'src/audit/a.ts', `/** It, its, they ${words} those */`, 'src/audit: 4.0 pronouns'],
    ['a file of src', 'src/a.ts', `// whoever, what\n// ${words} which, who`, 'src: 4.0 pronouns'],
    [
      'a script',
      'scripts/new/a.mjs',
      `/* ${words} each other */ // one, it, us`,
      'scripts: 3.9 pronouns',
    ],
  ])('refuses comments full of pronouns in %s', (_, path, text, why) => {
    const [found, ...others] = checkComments(parseSources(new Map([[path, text]])))
    expect(found).toContain(why)
    expect(others).toEqual([])
  })

  test('accepts three pronouns in a hundred words', () => {
    const text = `/** ${words} it they one */`
    expect(checkComments(parseSources(new Map([['src/a.ts', text]])))).toEqual([])
  })

  test.each([
    ['two pronouns', '/** It is theirs. */', 66.7],
    ['one pronoun', '// each other', 50],
    ['no word of the code', `const it = 'they' // number`, 0],
    ['no name in backticks', '/** The field `it` and `their.one`. */', 0],
    ['no comment at all', 'const it = 1', 0],
  ])('counts %s', (_, text, figure) => {
    expect(pronounsPer100(parseSources(new Map([['src/a.ts', text]])))).toBeCloseTo(figure, 1)
  })
})
