import { describe, expect, test } from 'vitest'
import { scheduleRemove } from '#commands/schedule/remove'
import { answer } from '#model/reply'
import { askedAgain, say, saysBack } from '#test/support/commands/say'

describe('schedule remove', () => {
  test.each([
    ['schedule remove nightly', '"olga" "nightly" null'],
    ['schedule remove nightly reason="no need"', '"olga" "nightly" "no need"'],
  ])('%s tells the engine %s', async (text, heard) => {
    expect(await say(scheduleRemove, text, { engine: saysBack('remove') })).toEqual(answer(heard))
  })

  test('asks again for the name', () => {
    expect(askedAgain(scheduleRemove, 'schedule remove')).toEqual(['name'])
  })
})
