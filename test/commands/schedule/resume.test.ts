import { describe, expect, test } from 'vitest'
import { scheduleResume } from '#commands/schedule/resume'
import { refusal } from '#model/refusal'
import { answer } from '#model/reply'
import { askedAgain, say, saysBack, schedulesOf } from '#test/support/commands/say'

describe('schedule resume', () => {
  test('tells the engine who said it', async () => {
    const said = await say(scheduleResume, 'schedule resume nightly', {
      engine: saysBack('resume'),
    })
    expect(said).toEqual(answer('"olga" "nightly"'))
  })

  test.each([
    ['schedule resume', ['name']],
    ['schedule resume Nightly_1', ['name']],
  ])('%s is asked again for %j', (text, keys) => {
    expect(askedAgain(scheduleResume, text)).toEqual(keys)
  })

  test('hands on why the engine refuses', async () => {
    const refused = refusal('No.', 'Else.')
    const engine = schedulesOf({ resume: () => Promise.resolve(refused) })
    expect(await say(scheduleResume, 'schedule resume nightly', { engine })).toEqual(refused)
  })
})
