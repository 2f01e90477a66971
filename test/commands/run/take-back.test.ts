import { describe, expect, test } from 'vitest'
import { runTakeBack } from '#commands/run/take-back'
import { refusal } from '#model/refusal'
import { answer } from '#model/reply'
import { askedAgain, hears, say } from '#test/support/commands/say'

describe('run take-back', () => {
  test.each([
    ['run take-back p-7k3m9qx', '"olga" "p-7k3m9qx"'],
    ['run take-back id=r-2b5d8fk', '"olga" "r-2b5d8fk"'],
  ])('%s tells the engine %s', async (text, heard) => {
    expect(await say(runTakeBack, text, { engine: hears('takeBack') })).toEqual(answer(heard))
  })

  test.each([['run take-back', ['id']]])('%s is asked again for %j', (text, keys) => {
    expect(askedAgain(runTakeBack, text)).toEqual(keys)
  })

  test('hands on why the engine refuses', async () => {
    const refused = refusal(
      'No guard of p-7k3m9qx waits for a decision.',
      'Look at its newest message.',
    )
    const engine = { takeBack: () => Promise.resolve(refused) }
    expect(await say(runTakeBack, 'run take-back p-7k3m9qx', { engine })).toEqual(refused)
  })
})
