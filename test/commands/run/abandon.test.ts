import { describe, expect, test } from 'vitest'
import { runAbandon } from '#commands/run/abandon'
import { refusal } from '#model/refusal'
import { answer } from '#model/reply'
import { askedAgain, hears, say } from '#test/support/commands/say'

describe('run abandon', () => {
  test.each([
    [
      'run abandon p-7k3m9qx reason="the machine burned down"',
      '"olga" "p-7k3m9qx" "the machine burned down"',
    ],
  ])('%s tells the engine %s', async (text, heard) => {
    expect(await say(runAbandon, text, { engine: hears('abandon') })).toEqual(answer(heard))
  })

  test.each([
    ['run abandon', ['id', 'reason']],
    ['run abandon p-7k3m9qx', ['reason']],
  ])('%s is asked again for %j', (text, keys) => {
    expect(askedAgain(runAbandon, text)).toEqual(keys)
  })

  test('hands on why the engine refuses', async () => {
    const refused = refusal(
      'Nobody gives up what they asked for themselves.',
      'Ask another approver.',
    )
    const engine = { abandon: () => Promise.resolve(refused) }
    expect(
      await say(runAbandon, 'run abandon p-7k3m9qx reason="the machine burned down"', { engine }),
    ).toEqual(refused)
  })
})
