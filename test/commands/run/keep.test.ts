import { describe, expect, test } from 'vitest'
import { runKeep } from '#commands/run/keep'
import { refusal } from '#model/refusal'
import { answer } from '#model/reply'
import { askedAgain, hears, say } from '#test/support/commands/say'

describe('run keep', () => {
  test.each([
    ['run keep p-7k3m9qx', '"olga" "p-7k3m9qx"'],
    ['run keep id=r-2b5d8fk', '"olga" "r-2b5d8fk"'],
  ])('%s tells the engine %s', async (text, heard) => {
    expect(await say(runKeep, text, { engine: hears('keep') })).toEqual(answer(heard))
  })

  test.each([['run keep', ['id']]])('%s is asked again for %j', (text, keys) => {
    expect(askedAgain(runKeep, text)).toEqual(keys)
  })

  test('hands on why the engine refuses', async () => {
    const refused = refusal(
      'You asked for this yourself; it needs a second person.',
      'Ask one of: <@U_ADAM>.',
    )
    const engine = { keep: () => Promise.resolve(refused) }
    expect(await say(runKeep, 'run keep p-7k3m9qx', { engine })).toEqual(refused)
  })
})
