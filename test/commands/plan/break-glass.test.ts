import { describe, expect, test } from 'vitest'
import { planBreakGlass } from '#commands/plan/break-glass'
import { refusal } from '#model/refusal'
import { answer } from '#model/reply'
import { askedAgain, hears, say } from '#test/support/commands/say'

describe('plan break-glass', () => {
  test.each([
    [
      'plan break-glass p-7k3m9qx reason="orders are down"',
      '"olga" "p-7k3m9qx" "orders are down" null',
    ],
  ])('%s tells the engine %s', async (text, heard) => {
    expect(await say(planBreakGlass, text, { engine: hears('breakGlass') })).toEqual(answer(heard))
  })

  test.each([
    ['plan break-glass', ['id', 'reason']],
    ['plan break-glass p-7k3m9qx', ['reason']],
  ])('%s is asked again for %j', (text, keys) => {
    expect(askedAgain(planBreakGlass, text)).toEqual(keys)
  })

  test('hands on why the engine refuses', async () => {
    const refused = refusal('olga is no approver.', 'Ask one.')
    const engine = { breakGlass: () => Promise.resolve(refused) }
    expect(
      await say(planBreakGlass, 'plan break-glass p-7k3m9qx reason="orders are down"', { engine }),
    ).toEqual(refused)
  })
})
