import { describe, expect, test } from 'vitest'
import { scheduleRunNow } from '#commands/schedule/run-now'
import { refusal } from '#model/refusal'
import { answer } from '#model/reply'
import { askedAgain, say, saysBack, schedulesOf } from '#test/support/commands/say'

describe('schedule run-now', () => {
  test('tells the engine who said it', async () => {
    const said = await say(scheduleRunNow, 'schedule run-now nightly', {
      engine: saysBack('runNow'),
    })
    expect(said).toEqual(answer('"olga" "nightly"'))
  })

  test.each([
    ['schedule run-now', ['name']],
    ['schedule run-now Nightly_1', ['name']],
  ])('%s is asked again for %j', (text, keys) => {
    expect(askedAgain(scheduleRunNow, text)).toEqual(keys)
  })

  test('hands on why the engine refuses', async () => {
    const refused = refusal('No.', 'Else.')
    const engine = schedulesOf({ runNow: () => Promise.resolve(refused) })
    expect(await say(scheduleRunNow, 'schedule run-now nightly', { engine })).toEqual(refused)
  })
})
