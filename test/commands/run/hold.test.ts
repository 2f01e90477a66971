import { describe, expect, test } from 'vitest'
import { runHold } from '#commands/run/hold'
import { refusal } from '#model/refusal'
import { answer } from '#model/reply'
import { askedAgain, hears, say } from '#test/support/commands/say'

describe('run hold', () => {
  test.each([
    ['run hold p-7k3m9qx', '"olga" "p-7k3m9qx" {"kind":"hold"}'],
    ['run hold id=r-2b5d8fk', '"olga" "r-2b5d8fk" {"kind":"hold"}'],
  ])('%s tells the engine %s', async (text, heard) => {
    expect(await say(runHold, text, { engine: hears('steer') })).toEqual(answer(heard))
  })

  test.each([['run hold', ['id']]])('%s is asked again for %j', (text, keys) => {
    expect(askedAgain(runHold, text)).toEqual(keys)
  })

  test('hands on why the engine refuses', async () => {
    const refused = refusal('There is no run of p-7k3m9qx.', 'See `run list`.')
    const engine = { steer: () => Promise.resolve(refused) }
    expect(await say(runHold, 'run hold p-7k3m9qx', { engine })).toEqual(refused)
  })
})
