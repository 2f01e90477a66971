import { describe, expect, test } from 'vitest'
import { stopAll } from '#commands/stop/all'
import { readWords } from '#engine/ask/grammar'
import { refusal } from '#model/refusal'
import { answer } from '#model/reply'
import { hears, say } from '#test/support/commands/say'

describe('stop all', () => {
  test.each([['stop all', '"olga"']])('%s tells the engine %s', async (text, heard) => {
    expect(await say(stopAll, text, { engine: hears('stopAll') })).toEqual(answer(heard))
  })

  test.each(['stop all now', 'stop all shop'])(
    '%s is refused: it stops everything or nothing',
    text => {
      expect(readWords(text, [stopAll])).toMatchObject({
        because: `\`stop all\` takes no value without a name: \`${text.slice('stop all '.length)}\`.`,
      })
    },
  )

  test('hands on why the engine refuses', async () => {
    const refused = refusal('Nothing is running.', 'See `run list`.')
    const engine = { stopAll: () => Promise.resolve(refused) }
    expect(await say(stopAll, 'stop all', { engine })).toEqual(refused)
  })
})
