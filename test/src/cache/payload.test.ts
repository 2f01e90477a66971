import { describe, expect, test } from 'vitest'
import { jsonCodec } from '#cache/codec'
import { processLevel } from '#cache/levels/process'
import { testCache, texts } from '#test/support/cache/caches'

const never = (): never => {
  throw new Error('The loader was asked.')
}

describe('a value of another version', () => {
  const version = (name: string) => ({ ...texts, codec: jsonCodec(name, value => String(value)) })

  test.each([
    ['named otherwise', version('text-2')],
    [
      'that the codec does not read',
      {
        ...texts,
        codec: jsonCodec<string>('text-1', () => {
          throw new TypeError('poisoned')
        }),
      },
    ],
    ['larger than may be read', { ...texts, valueBytes: 8 }],
  ])('%s is a miss, and is counted', async (_, policy) => {
    const level = processLevel()
    await testCache({ shared: level }).namespace('names', texts).set('olga', 'of the other')
    const names = testCache({ shared: level }).namespace('names', policy)
    expect(await names.get('olga')).toBeUndefined()
    expect(names.metrics()).toMatchObject({ unreadable: 1, misses: 1 })
  })

  test('is loaded anew, once, while both versions run', async () => {
    const level = processLevel()
    const older = testCache({ shared: level }).namespace('names', version('text-1'))
    const newer = testCache({ shared: level }).namespace('names', version('text-2'))
    await older.set('olga', 'old')
    expect(await newer.getOrSet('olga', () => 'new')).toBe('new')
    expect(await newer.getOrSet('olga', never)).toBe('new')
    expect(await older.getOrSet('olga', () => 'old again')).toBe('old again')
  })
})
