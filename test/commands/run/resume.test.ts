import { describe, expect, test } from 'vitest'
import { runResume } from '#commands/run/resume'
import { refusal } from '#model/refusal'
import { answer } from '#model/reply'
import { askedAgain, hears, say } from '#test/support/commands/say'

describe('run resume', () => {
  test.each([
    ['run resume p-7k3m9qx', '"olga" "p-7k3m9qx" {"kind":"resume"}'],
    ['run resume id=r-2b5d8fk', '"olga" "r-2b5d8fk" {"kind":"resume"}'],
  ])('%s tells the engine %s', async (text, heard) => {
    expect(await say(runResume, text, { engine: hears('steer') })).toEqual(answer(heard))
  })

  test.each([['run resume', ['id']]])('%s is asked again for %j', (text, keys) => {
    expect(askedAgain(runResume, text)).toEqual(keys)
  })

  test('hands on why the engine refuses', async () => {
    const refused = refusal('There is no run of p-7k3m9qx.', 'See `run list`.')
    const engine = { steer: () => Promise.resolve(refused) }
    expect(await say(runResume, 'run resume p-7k3m9qx', { engine })).toEqual(refused)
  })
})
