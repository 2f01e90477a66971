/** Approvers are written to even when Slack was away at the time of the plan. */
import { userInfo } from 'node:os'
import { describe, expect, test } from 'vitest'
import type { PageMessage } from '#local/slack/page-protocol'
import { cli } from '#test/support/cli'
import { startHowdah, type Who, wordsOf } from '#test/support/howdah'
import { outcomeOf, planIdOf } from '#test/support/kills'

const howdah = await startHowdah({
  tables: ['create table users (id int)'],
  inventory: {
    people: { operators: [`cli/${userInfo().username}`], approvers: ['U_ADAM', 'U_DANA'] },
  },
})
const { slack } = howdah
await howdah.start()

const directOf = (who: Who, plan: string): readonly PageMessage[] => {
  const { id } = slack.openIm(who)
  return slack.state.messages.filter(one => one.channel === id && planIdOf(one) === plan)
}

describe('a plan that is made while Slack is away', () => {
  test('is sent to each approver once, as soon as Slack is back', async () => {
    slack.setFault('unavailable', true)
    const { out } = await cli(howdah.env, 'index create users columns=id')
    const plan = /p-[0-9a-z]{7}/.exec(out)?.[0] ?? ''
    // The last try has failed: anything to be given up is given up by now.
    await expect.poll(() => howdah.log().includes('U_DANA'), { timeout: 110_000 }).toBe(true)
    slack.setFault('unavailable', false)
    for (const who of ['adam', 'dana'] as const)
      await slack.waitFor(() => directOf(who, plan)[0], {
        timeoutMs: 110_000,
        what: `the direct message to ${who}`,
      })
    const shown = await howdah.message(one => wordsOf(one).includes(plan), 'the plan')
    const [direct] = directOf('adam', plan)
    if (direct) await howdah.click('adam', direct, 'approve')
    expect(await outcomeOf(howdah, shown)).toBe('succeeded')
    expect(directOf('adam', plan)).toHaveLength(1)
    expect(directOf('dana', plan)).toHaveLength(1)
  })
})
