import { describe, expect, test } from 'vitest'
import { accessEnrol } from '#commands/access/enrol'
import { refusal } from '#model/refusal'
import { answer } from '#model/reply'
import { askedAgain, hears, say } from '#test/support/commands/say'

describe('access enrol', () => {
  test('tells the engine who asks, and from where', async () => {
    expect(await say(accessEnrol, 'access enrol', { engine: hears('enrol') })).toEqual(
      answer('"olga" {"via":"slack","channel":"C_OPS"}'),
    )
  })

  test('takes no values', () => {
    expect(() => askedAgain(accessEnrol, 'access enrol code=123456')).toThrow(
      'does not know `code`',
    )
  })

  test('hands on why the engine refuses', async () => {
    const refused = refusal('The secret is shown in a direct message only.', 'Say it there.')
    const engine = { enrol: () => Promise.resolve(refused) }
    expect(await say(accessEnrol, 'access enrol', { engine })).toEqual(refused)
  })
})
