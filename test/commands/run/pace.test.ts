import { describe, expect, test } from 'vitest'
import { runPace } from '#commands/run/pace'
import { refusal } from '#model/refusal'
import { answer } from '#model/reply'
import { askedAgain, hears, say } from '#test/support/commands/say'

describe('run pace', () => {
  test.each([
    [
      'run pace p-7k3m9qx rows=500 pause=200',
      '"olga" "p-7k3m9qx" {"kind":"pace","rows":500,"pauseMs":200}',
    ],
    ['run pace p-7k3m9qx pause=0', '"olga" "p-7k3m9qx" {"kind":"pace","pauseMs":0}'],
  ])('%s tells the engine %s', async (text, heard) => {
    expect(await say(runPace, text, { engine: hears('steer') })).toEqual(answer(heard))
  })

  test.each([
    ['run pace', ['id']],
    ['run pace p-7k3m9qx rows=0', ['rows']],
    ['run pace p-7k3m9qx rows=many pause=-1', ['rows', 'pause']],
  ])('%s is asked again for %j', (text, keys) => {
    expect(askedAgain(runPace, text)).toEqual(keys)
  })

  test('hands on why the engine refuses', async () => {
    const refused = refusal('The plan was approved for another pace.', 'Choose within it.')
    const engine = { steer: () => Promise.resolve(refused) }
    expect(await say(runPace, 'run pace p-7k3m9qx rows=9', { engine })).toEqual(refused)
  })
})
