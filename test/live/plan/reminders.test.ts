import { describe, expect, test } from 'vitest'
import type { PageMessage } from '#local/slack/page-protocol'
import { hear, shows } from '#test/support/hostile'
import { startHowdah, type Who, wordsOf } from '#test/support/howdah'
import { planIdOf } from '#test/support/kills'

const howdah = await startHowdah({
  tables: ['create table users (id int)'],
  inventory: { policies: [{ approvers: 2 }] },
})
const { slack } = howdah
await howdah.start()

const remindersOf = (who: Who): readonly PageMessage[] => {
  const { id } = slack.openIm(who)
  return slack.state.messages.filter(
    one => one.channel === id && wordsOf(one).includes('Still waiting for you'),
  )
}

/** As if that much of the plan's time had passed. */
const age = (plan: PageMessage, column: string): Promise<void> =>
  howdah.control.run(
    'howdah',
    `update howdah.plan set ${column} = ${column} - interval '2 hours' where id = '${planIdOf(plan)}'`,
  )

const behind = (plan: PageMessage) =>
  howdah.store.query(
    `select from howdah.message m join howdah.plan p on p.id = m.plan_id
     where p.id = $1 and m.revision < p.revision`,
    [planIdOf(plan)],
  )

describe('a plan that waits for a second approver', () => {
  test('reminds those who have not decided, and them alone', async () => {
    const plan = await howdah.plan('/pg index create users columns=id')
    await howdah.click('adam', plan, 'approve')
    await shows(howdah, plan, '1 of 2')
    await age(plan, 'created_at')
    const [reminder] = await slack.waitFor(
      () => (remindersOf('dana').length > 0 ? remindersOf('dana') : undefined),
      { timeoutMs: 110_000, what: 'the reminder to dana' },
    )
    expect(reminder && wordsOf(reminder)).toContain('approve or reject it in the message above')
    await expect.poll(() => behind(plan), { timeout: 110_000 }).toEqual([])
    expect(remindersOf('adam')).toEqual([])
    expect(remindersOf('dana')).toHaveLength(1)
  })

  test('expires with words that are true when one has approved it', async () => {
    const plan = await howdah.plan('/pg index create users columns=id name=late_idx')
    await howdah.click('adam', plan, 'approve')
    await shows(howdah, plan, '1 of 2')
    await age(plan, 'expires_at')
    expect(await shows(howdah, plan, 'Expired.')).toContain(
      'It was not approved in time. Nothing was done. Plan it again if it is still wanted.',
    )
    await hear(howdah, 'dana', `/pg plan approve ${planIdOf(plan)}`, 'This plan has expired.')
  })
})
