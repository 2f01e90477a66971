import { describe, expect, test } from 'vitest'
import { asSentence } from '#text/sentence'

describe('the words of others', () => {
  test.each([
    ['column "x" does not exist', 'column "x" does not exist.'],
    ['The server answers.', 'The server answers.'],
    [
      'Values are too large\nConsider a hash of the value.\n',
      'Values are too large. Consider a hash of the value.',
    ],
    ['', ''],
  ])('%j reads %j', (text, said) => expect(asSentence(text)).toBe(said))
})
