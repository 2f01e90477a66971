import { describe, expect, test } from 'vitest'
import { thaw } from '#commands/thaw'
import { refusal } from '#model/refusal'
import { answer } from '#model/reply'
import { askedAgain, hears, say } from '#test/support/commands/say'

describe('thaw', () => {
  test.each([
    ['thaw shop', '"olga" "shop"'],
    ['thaw', '"olga" "*"'],
  ])('%s tells the engine %s', async (text, heard) => {
    expect(await say(thaw, text, { engine: hears('thaw') })).toEqual(answer(heard))
  })

  test.each([['thaw scope=', ['scope']]])('%s is asked again for %j', (text, keys) => {
    expect(askedAgain(thaw, text)).toEqual(keys)
  })

  test('hands on why the engine refuses', async () => {
    const refused = refusal('shop is not frozen.', 'See `status`.')
    const engine = { thaw: () => Promise.resolve(refused) }
    expect(await say(thaw, 'thaw shop', { engine })).toEqual(refused)
  })
})
