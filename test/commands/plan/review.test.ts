import { describe, expect, test } from 'vitest'
import { planReview } from '#commands/plan/review'
import { refusal } from '#model/refusal'
import { answer } from '#model/reply'
import { askedAgain, hears, say } from '#test/support/commands/say'

describe('plan review', () => {
  test.each([
    ['plan review p-7k3m9qx note="it did no harm"', '"olga" "p-7k3m9qx" "it did no harm"'],
  ])('%s tells the engine %s', async (text, heard) => {
    expect(await say(planReview, text, { engine: hears('review') })).toEqual(answer(heard))
  })

  test.each([
    ['plan review', ['id', 'note']],
    ['plan review p-7k3m9qx', ['note']],
  ])('%s is asked again for %j', (text, keys) => {
    expect(askedAgain(planReview, text)).toEqual(keys)
  })

  test('hands on why the engine refuses', async () => {
    const refused = refusal(
      'Nobody reviews what they let through themselves.',
      'Ask another approver.',
    )
    const engine = { review: () => Promise.resolve(refused) }
    expect(
      await say(planReview, 'plan review p-7k3m9qx note="it did no harm"', { engine }),
    ).toEqual(refused)
  })
})
