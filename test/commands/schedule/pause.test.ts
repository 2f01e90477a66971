import { describe, expect, test } from 'vitest'
import { schedulePause } from '#commands/schedule/pause'
import { answer } from '#model/reply'
import { askedAgain, say, saysBack } from '#test/support/commands/say'

describe('schedule pause', () => {
  test.each([
    ['schedule pause nightly reason="big import"', '"olga" "nightly" "big import" null'],
    ['schedule pause nightly reason=x for="3 days"', '"olga" "nightly" "x" 4320'],
    ['schedule pause nightly reason=x for=90min', '"olga" "nightly" "x" 90'],
    ['schedule pause nightly reason=x for="2 weeks"', '"olga" "nightly" "x" 20160'],
  ])('%s tells the engine %s', async (text, heard) => {
    expect(await say(schedulePause, text, { engine: saysBack('pause') })).toEqual(answer(heard))
  })

  test.each(['soon', '0 days', '400 days', '3', '-1 h'])('refuses to rest for %s', async length => {
    const text = `schedule pause nightly reason=x for="${length}"`
    expect(await say(schedulePause, text, { engine: saysBack('pause') })).toMatchObject({
      because: `“${length}” is no length of time that Howdah can read.`,
    })
  })

  test('asks again for the reason', () => {
    expect(askedAgain(schedulePause, 'schedule pause nightly')).toEqual(['reason'])
  })
})
