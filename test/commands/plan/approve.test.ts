import { describe, expect, test } from 'vitest'
import { planApprove } from '#commands/plan/approve'
import { refusal } from '#model/refusal'
import { answer } from '#model/reply'
import { askedAgain, hears, say } from '#test/support/commands/say'

describe('plan approve', () => {
  test.each([
    ['plan approve p-7k3m9qx', '"olga" "p-7k3m9qx" null'],
    ['plan approve id=p-7k3m9qx', '"olga" "p-7k3m9qx" null'],
  ])('%s tells the engine %s', async (text, heard) => {
    expect(await say(planApprove, text, { engine: hears('approve') })).toEqual(answer(heard))
  })

  test.each([['plan approve', ['id']]])('%s is asked again for %j', (text, keys) => {
    expect(askedAgain(planApprove, text)).toEqual(keys)
  })

  test('hands on why the engine refuses', async () => {
    const refused = refusal('Nobody approves their own request.', 'Ask another approver.')
    const engine = { approve: () => Promise.resolve(refused) }
    expect(await say(planApprove, 'plan approve p-7k3m9qx', { engine })).toEqual(refused)
  })
})
