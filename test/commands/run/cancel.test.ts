import { describe, expect, test } from 'vitest'
import { runCancel } from '#commands/run/cancel'
import { refusal } from '#model/refusal'
import { answer } from '#model/reply'
import { askedAgain, hears, say } from '#test/support/commands/say'

describe('run cancel', () => {
  test.each([
    ['run cancel p-7k3m9qx', '"olga" "p-7k3m9qx" null'],
    ['run cancel id=r-2b5d8fk', '"olga" "r-2b5d8fk" null'],
    ['run cancel p-7k3m9qx reason="two of them"', '"olga" "p-7k3m9qx" "two of them"'],
  ])('%s tells the engine %s', async (text, heard) => {
    expect(await say(runCancel, text, { engine: hears('cancel') })).toEqual(answer(heard))
  })

  test.each([['run cancel', ['id']]])('%s is asked again for %j', (text, keys) => {
    expect(askedAgain(runCancel, text)).toEqual(keys)
  })

  test('hands on why the engine refuses', async () => {
    const refused = refusal('There is no plan or run p-7k3m9qx.', 'See `run list`.')
    const engine = { cancel: () => Promise.resolve(refused) }
    expect(await say(runCancel, 'run cancel p-7k3m9qx', { engine })).toEqual(refused)
  })
})
