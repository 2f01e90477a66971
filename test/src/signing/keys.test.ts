import { describe, expect, test } from 'vitest'
import { newSigningKey, pairOf, readSigningKeys } from '#signing/keys'

const [one, other] = [newSigningKey('2026-11'), newSigningKey('2026-05')]

describe('signing keys', () => {
  test('are read in order, by spaces or lines', () => {
    expect(readSigningKeys(`${one}\n${other}\n`)?.map(({ name }) => name)).toEqual([
      '2026-11',
      '2026-05',
    ])
    expect(readSigningKeys(`${one} ${other}`)?.[1]?.secret).toHaveLength(32)
  })

  test.each([
    ['nothing', ''],
    ['a password', 'correct horse battery staple'],
    ['a key without a name', one.split(':')[1] ?? ''],
    ['a key that is too short', 'a:c2hvcnQ='],
    ['one good key and one bad', `${one} other:short`],
    ['one key under two names', `${one} another:${one.split(':')[1] ?? ''}`],
    ['two keys of one name', `${one} ${newSigningKey('2026-11')}`],
  ])('are not read from %s', (_, text) => {
    expect(readSigningKeys(text)).toBeUndefined()
  })

  test('have the same public half in every process, and another one for each key', () => {
    const [key, again] = [readSigningKeys(one)?.[0], readSigningKeys(one)?.[0]]
    const third = readSigningKeys(other)?.[0]
    if (!key || !again || !third) throw new Error('no key')
    const raw = (which: typeof key) => pairOf(which).publicKey.export({ format: 'jwk' }).x
    expect(raw(again)).toBe(raw(key))
    expect(raw(third)).not.toBe(raw(key))
  })
})
