import { describe, expect, test } from 'vitest'
import { approvalReview } from '#commands/approval/review'
import { refusal } from '#model/refusal'
import { answer } from '#model/reply'
import { deskOf } from '#test/support/commands/approvals'
import { askedAgain, say } from '#test/support/commands/say'

describe('approval review', () => {
  test.each([['approval review sa-1 note="fits"', '"olga" "sa-1" "fits"']])(
    '%s tells the engine %s',
    async (text, heard) => {
      expect(await say(approvalReview, text, { engine: deskOf() })).toEqual(answer(heard))
    },
  )

  test.each([['approval review', ['id', 'note']]])('%s is asked again for %j', (text, keys) => {
    expect(askedAgain(approvalReview, text)).toEqual(keys)
  })

  test('hands on why the engine refuses', async () => {
    const refused = refusal('There is no standing approval sa-1.', 'See `approval list`.')
    const engine = deskOf({ review: () => Promise.resolve(refused) })
    expect(await say(approvalReview, 'approval review sa-1 note="fits"', { engine })).toEqual(
      refused,
    )
  })
})
