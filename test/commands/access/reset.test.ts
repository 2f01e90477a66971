import { describe, expect, test } from 'vitest'
import { accessReset } from '#commands/access/reset'
import { refusal } from '#model/refusal'
import { answer } from '#model/reply'
import { hears, say } from '#test/support/commands/say'

describe('access reset', () => {
  test.each([
    ['access reset', '"olga" null'],
    ['access reset U_ADAM', '"olga" "U_ADAM"'],
    ['access reset person=U_ADAM', '"olga" "U_ADAM"'],
  ])('%s tells the engine %s', async (text, heard) => {
    expect(await say(accessReset, text, { engine: hears('resetCode') })).toEqual(answer(heard))
  })

  test('hands on why the engine refuses', async () => {
    const refused = refusal('You have already asked for this.', 'Another approver has to.')
    const engine = { resetCode: () => Promise.resolve(refused) }
    expect(await say(accessReset, 'access reset', { engine })).toEqual(refused)
  })
})
