import { describe, expect, test } from 'vitest'
import { scheduleSave } from '#commands/schedule/save'
import { answer } from '#model/reply'
import { askedAgain, say, saysBack } from '#test/support/commands/say'

describe('schedule save', () => {
  test('saves what is said, and what is usual for the rest', async () => {
    const text = 'schedule save nightly command="query slow cluster=shop" at="daily at 02:30"'
    expect(await say(scheduleSave, text, { engine: saysBack('save') })).toEqual(
      answer(
        '"olga" "nightly" {"command":"query slow cluster=shop","calendar":"daily at 02:30","zone":"UTC","overlap":"skip","catchUp":300,"jitter":0}',
      ),
    )
  })

  test.each([
    ['schedule save', ['name', 'command', 'at']],
    ['schedule save a_b command="status" at="daily at 02:30"', ['name']],
  ])('%s is asked again for %j', (text, keys) => {
    expect(askedAgain(scheduleSave, text)).toEqual(keys)
  })
})
