import { describe, expect, test } from 'vitest'
import { runSettle } from '#commands/run/settle'
import { refusal } from '#model/refusal'
import { answer } from '#model/reply'
import { askedAgain, hears, say } from '#test/support/commands/say'

describe('run settle', () => {
  test.each([
    [
      'run settle p-7k3m9qx step=1 done=yes reason="the index is there"',
      '"olga" "p-7k3m9qx" {"step":0,"done":true,"reason":"the index is there"}',
    ],
    [
      'run settle p-7k3m9qx step=3 done=no reason="there is none"',
      '"olga" "p-7k3m9qx" {"step":2,"done":false,"reason":"there is none"}',
    ],
  ])('%s tells the engine %s', async (text, heard) => {
    expect(await say(runSettle, text, { engine: hears('settle') })).toEqual(answer(heard))
  })

  test.each([
    ['run settle', ['id', 'step', 'done', 'reason']],
    ['run settle p-7k3m9qx step=0 done=perhaps reason="I looked"', ['step', 'done']],
    ['run settle p-7k3m9qx step=1.5 done=yes reason="I looked"', ['step']],
  ])('%s is asked again for %j', (text, keys) => {
    expect(askedAgain(runSettle, text)).toEqual(keys)
  })

  test('hands on why the engine refuses', async () => {
    const refused = refusal('The run does not ask about step 1.', 'See `run list`.')
    const engine = { settle: () => Promise.resolve(refused) }
    expect(
      await say(runSettle, 'run settle p-7k3m9qx step=1 done=yes reason="the index is there"', {
        engine,
      }),
    ).toEqual(refused)
  })
})
