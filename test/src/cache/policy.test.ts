import { describe, expect, test } from 'vitest'
import { testCache, texts } from '#test/support/cache/caches'

const never = (): never => {
  throw new Error('The loader was asked.')
}

describe('the cache refuses', () => {
  test.each<[string, () => unknown, string]>([
    [
      'an odd namespace',
      () => testCache().namespace('Names of people', texts),
      'A namespace is named by lower-case letters, digits and hyphens, at most 63, and this is "Names of people".',
    ],
    [
      'a namespace twice',
      () => {
        const cache = testCache()
        cache.namespace('names', texts)
        cache.namespace('names', texts)
      },
      'The namespace names is open already.',
    ],
    [
      'a policy with every mistake at once',
      () => testCache().namespace('names', { ...texts, freshMs: 0, jitter: 1, refreshAfter: 2 }),
      'The policy of a cache: freshMs is more than 0; jitter is at least 0 and less than 1; refreshAfter is more than 0 and at most 1.',
    ],
    ...['', 'x'.repeat(513), 'a\0b', '\ud800'].map((key): [string, () => unknown, string] => [
      `the key ${JSON.stringify(key.slice(0, 9))}`,
      () => testCache().namespace('names', texts).getOrSet(key, never),
      'A key or tag is well-formed text of 1 to 512 bytes without NUL: use a hash of the longer text.',
    ]),
  ])('%s', (_, does, words) => {
    expect(does).toThrow(new RangeError(words))
  })
})
