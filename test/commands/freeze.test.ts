import { describe, expect, test } from 'vitest'
import { freeze } from '#commands/freeze'
import { refusal } from '#model/refusal'
import { answer } from '#model/reply'
import { askedAgain, hears, say } from '#test/support/commands/say'

describe('freeze', () => {
  test.each([
    ['freeze shop reason="incident 4711"', '"olga" "shop" "incident 4711"'],
    ['freeze reason="incident 4711"', '"olga" "*" "incident 4711"'],
    ['freeze * reason="incident 4711"', '"olga" "*" "incident 4711"'],
  ])('%s tells the engine %s', async (text, heard) => {
    expect(await say(freeze, text, { engine: hears('freeze') })).toEqual(answer(heard))
  })

  test.each([
    ['freeze', ['reason']],
    ['freeze shop', ['reason']],
  ])('%s is asked again for %j', (text, keys) => {
    expect(askedAgain(freeze, text)).toEqual(keys)
  })

  test('hands on why the engine refuses', async () => {
    const refused = refusal('There is no cluster shop.', 'Name one of: main.')
    const engine = { freeze: () => Promise.resolve(refused) }
    expect(await say(freeze, 'freeze shop reason="incident 4711"', { engine })).toEqual(refused)
  })
})
