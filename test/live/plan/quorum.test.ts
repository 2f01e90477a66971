/** Where policy asks for two approvers, and roles that are a Slack user group's. */
import { describe, expect, test } from 'vitest'
import type { PageMessage } from '#local/slack/page-protocol'
import { fateOf, hear, shows } from '#test/support/hostile'
import { startHowdah } from '#test/support/howdah'
import { expectOneOutcome, outcomeOf, planIdOf, timesRun } from '#test/support/kills'

const howdah = await startHowdah({
  tables: ['create table users (id int)'],
  inventory: {
    people: { operators: ['U_OLGA', 'U_DANA'], approvers: ['U_ADAM', 'S_DBAS'] },
    policies: [{ approvers: 2 }],
  },
})
const { slack } = howdah
const group = (...members: readonly string[]): void =>
  slack.setGroup({ id: 'S_DBAS', handle: 'dbas', name: 'DBAs', members })
group('U_DANA', 'U_NOA')
await howdah.start()

let made = 0
const planned = async (who: 'olga' | 'dana' = 'olga') => {
  made += 1
  const name = `users_${made}_idx`
  const plan = await howdah.planned(() =>
    howdah.say(who, `/pg index create users columns=id name=${name} where=id>${made}`),
  )
  return { plan, statement: `CREATE INDEX CONCURRENTLY ${name}` }
}

const approve = (who: 'adam' | 'dana' | 'noa', plan: PageMessage) =>
  howdah.click(who, plan, 'approve')

const notStarted = { state: 'pending', outcome: null, runs: '0' }

describe('two approvers', () => {
  test('start a plan together: one of them alone does not, however often', async () => {
    const { plan, statement } = await planned()
    await approve('adam', plan)
    expect(await shows(howdah, plan, '1 of 2')).toContain('Waiting for approval')
    const again = `/pg plan approve ${planIdOf(plan)}`
    await hear(howdah, 'adam', again, 'You approved this already. It waits for another approver.')
    expect(await fateOf(howdah, plan)).toEqual({ ...notStarted, approvals: '1' })
    expect(timesRun(howdah, statement)).toBe(0)
    await approve('noa', plan)
    expect(await outcomeOf(howdah, plan)).toBe('succeeded')
    await expectOneOutcome(howdah, plan, 'succeeded')
    expect(timesRun(howdah, statement)).toBe(1)
  })

  test('are two others: whoever asked does not count, approver or not', async () => {
    const { plan } = await planned('dana')
    const own = `/pg plan approve ${planIdOf(plan)}`
    await hear(howdah, 'dana', own, 'You asked for this yourself')
    await approve('adam', plan)
    await shows(howdah, plan, '1 of 2')
    await hear(howdah, 'dana', own, 'You asked for this yourself')
    expect(await fateOf(howdah, plan)).toEqual({ ...notStarted, approvals: '1' })
  })

  test('do not outweigh one who rejects it, with a reason', async () => {
    const { plan, statement } = await planned()
    await approve('adam', plan)
    await shows(howdah, plan, '1 of 2')
    await howdah.say('noa', `/pg plan reject ${planIdOf(plan)} reason="not during the sale"`)
    expect(await shows(howdah, plan, 'Rejected.')).toContain('not during the sale')
    await hear(howdah, 'dana', `/pg plan approve ${planIdOf(plan)}`, 'it is rejected')
    expect(await fateOf(howdah, plan)).toMatchObject({ outcome: 'rejected', runs: '0' })
    expect(timesRun(howdah, statement)).toBe(0)
  })
})

describe('a role of a user group', () => {
  test('is lost with the group: an approval that was given before the first step is void', async () => {
    const { plan, statement } = await planned()
    await hear(howdah, 'olga', '/pg freeze shop reason="we look first"', 'frozen')
    await approve('dana', plan)
    await shows(howdah, plan, '1 of 2')
    await approve('adam', plan)
    await shows(howdah, plan, 'Parked.')
    group('U_NOA')
    await hear(howdah, 'adam', '/pg thaw shop', 'haw')
    expect(await shows(howdah, plan, 'Out of date.')).toContain(
      'dana, who approved it, may no longer',
    )
    expect(timesRun(howdah, statement)).toBe(0)
    const { plan: next } = await planned()
    await hear(howdah, 'dana', `/pg plan approve ${planIdOf(next)}`, 'Only approvers may')
  })

  test('comes with the group, for whoever was nobody before', async () => {
    const { plan, statement } = await planned()
    await hear(howdah, 'gus', `/pg plan approve ${planIdOf(plan)}`, 'Guests may not use Howdah.')
    group('U_DANA', 'U_GUS')
    slack.setPerson({
      id: 'U_GUS',
      name: 'gus',
      realName: 'Gus',
      title: 'member now',
      standing: 'member',
    })
    // A person's identity may be remembered for a minute, by a single process.
    for (const bot of howdah.bots) bot.kill()
    await howdah.start()
    await approve('adam', plan)
    await shows(howdah, plan, '1 of 2')
    await howdah.click('gus', plan, 'approve')
    expect(await outcomeOf(howdah, plan)).toBe('succeeded')
    expect(timesRun(howdah, statement)).toBe(1)
  })
})
