import { describe, expect, test } from 'vitest'
import { planReject } from '#commands/plan/reject'
import { refusal } from '#model/refusal'
import { answer } from '#model/reply'
import { askedAgain, hears, say } from '#test/support/commands/say'

describe('plan reject', () => {
  test.each([
    [
      'plan reject p-7k3m9qx reason="not during the sale"',
      '"olga" "p-7k3m9qx" "not during the sale"',
    ],
  ])('%s tells the engine %s', async (text, heard) => {
    expect(await say(planReject, text, { engine: hears('reject') })).toEqual(answer(heard))
  })

  test.each([
    ['plan reject', ['id', 'reason']],
    ['plan reject p-7k3m9qx', ['reason']],
    ['plan reject p-7k3m9qx reason=" "', ['reason']],
  ])('%s is asked again for %j', (text, keys) => {
    expect(askedAgain(planReject, text)).toEqual(keys)
  })

  test('hands on why the engine refuses', async () => {
    const refused = refusal('p-7k3m9qx was approved already.', 'See `plan show p-7k3m9qx`.')
    const engine = { reject: () => Promise.resolve(refused) }
    expect(
      await say(planReject, 'plan reject p-7k3m9qx reason="not during the sale"', { engine }),
    ).toEqual(refused)
  })
})
