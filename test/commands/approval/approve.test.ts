import { describe, expect, test } from 'vitest'
import { approvalApprove } from '#commands/approval/approve'
import { refusal } from '#model/refusal'
import { answer } from '#model/reply'
import { deskOf } from '#test/support/commands/approvals'
import { askedAgain, say } from '#test/support/commands/say'

describe('approval approve', () => {
  test.each([['approval approve sa-1', '"olga" "sa-1"']])(
    '%s tells the engine %s',
    async (text, heard) => {
      expect(await say(approvalApprove, text, { engine: deskOf() })).toEqual(answer(heard))
    },
  )

  test.each([['approval approve', ['id']]])('%s is asked again for %j', (text, keys) => {
    expect(askedAgain(approvalApprove, text)).toEqual(keys)
  })

  test('hands on why the engine refuses', async () => {
    const refused = refusal('There is no standing approval sa-1.', 'See `approval list`.')
    const engine = deskOf({ approve: () => Promise.resolve(refused) })
    expect(await say(approvalApprove, 'approval approve sa-1', { engine })).toEqual(refused)
  })
})
