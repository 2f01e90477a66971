import { describe, expect, test } from 'vitest'
import { approvalWithdraw } from '#commands/approval/withdraw'
import { refusal } from '#model/refusal'
import { answer } from '#model/reply'
import { deskOf } from '#test/support/commands/approvals'
import { askedAgain, say } from '#test/support/commands/say'

describe('approval withdraw', () => {
  test.each([['approval withdraw sa-1 reason="it is gone"', '"olga" "sa-1" "it is gone"']])(
    '%s tells the engine %s',
    async (text, heard) => {
      expect(await say(approvalWithdraw, text, { engine: deskOf() })).toEqual(answer(heard))
    },
  )

  test.each([['approval withdraw', ['id']]])('%s is asked again for %j', (text, keys) => {
    expect(askedAgain(approvalWithdraw, text)).toEqual(keys)
  })

  test('hands on why the engine refuses', async () => {
    const refused = refusal('There is no standing approval sa-1.', 'See `approval list`.')
    const engine = deskOf({ withdraw: () => Promise.resolve(refused) })
    expect(
      await say(approvalWithdraw, 'approval withdraw sa-1 reason="it is gone"', { engine }),
    ).toEqual(refused)
  })
})
