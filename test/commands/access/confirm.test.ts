import { describe, expect, test } from 'vitest'
import { accessConfirm } from '#commands/access/confirm'
import { refusal } from '#model/refusal'
import { answer } from '#model/reply'
import { askedAgain, hears, say } from '#test/support/commands/say'

describe('access confirm', () => {
  test('tells the engine that no code was given yet', async () => {
    expect(await say(accessConfirm, 'access confirm', { engine: hears('confirm') })).toEqual(
      answer('"olga" null'),
    )
  })

  test('takes no code in a line, which would stand in the history of a shell', () => {
    expect(() => askedAgain(accessConfirm, 'access confirm code=123456')).toThrow(
      'does not know `code`',
    )
  })

  test('hands on why the engine refuses', async () => {
    const refused = refusal('No secret of yours waits for a code.', 'Say `access enrol`.')
    const engine = { confirm: () => Promise.resolve(refused) }
    expect(await say(accessConfirm, 'access confirm', { engine })).toEqual(refused)
  })
})
