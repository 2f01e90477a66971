/** Two hands on a plan, at the wrong time, or without the right: a single outcome, a clear sentence. */
import { describe, expect, test } from 'vitest'
import type { PageMessage } from '#local/slack/page-protocol'
import {
  fateOf,
  forge,
  hear,
  hold,
  listenFor,
  showAgain,
  shows,
  valueOf,
} from '#test/support/hostile'
import { startHowdah, type Who } from '#test/support/howdah'
import { expectOneOutcome, outcomeOf, planIdOf, timesRun, twoBots } from '#test/support/kills'

const howdah = await startHowdah({
  tables: ['create table users (id int, email text)'],
  inventory: { people: { operators: ['U_OLGA', 'U_DANA'], approvers: ['U_ADAM', 'U_DANA'] } },
})
await twoBots(howdah)

let made = 0

/** A new plan for each test, and the plan's statement. */
const planned = async (): Promise<{ plan: PageMessage; statement: string }> => {
  made += 1
  const name = `users_${made}_idx`
  const plan = await howdah.plan(`/pg index create users columns=id where=id>${made} name=${name}`)
  return { plan, statement: `CREATE INDEX CONCURRENTLY ${name}` }
}

const expectRanOnce = async (plan: PageMessage, statement: string): Promise<void> => {
  expect(await outcomeOf(howdah, plan)).toBe('succeeded')
  await expectOneOutcome(howdah, plan, 'succeeded')
  expect(timesRun(howdah, statement)).toBe(1)
  expect(await fateOf(howdah, plan)).toMatchObject({ runs: '1', approvals: '1' })
}

const expectNotRun = async (plan: PageMessage, statement: string, fate: object): Promise<void> => {
  expect(await fateOf(howdah, plan)).toEqual({ state: null, runs: '0', ...fate })
  expect(timesRun(howdah, statement)).toBe(0)
}

const click = (who: Who, plan: PageMessage, action: string) => howdah.click(who, plan, action)

describe('two hands on one plan', () => {
  test('a double click on Approve runs it once, and says so kindly', async () => {
    const { plan, statement } = await planned()
    const heard = listenFor(howdah, 'adam')
    await Promise.all([click('adam', plan, 'approve'), click('adam', plan, 'approve')])
    const said = await heard('You approved this already')
    expect(said).toMatch(/: it is .+\. .*says more/)
    expect(said).not.toContain('Blocked')
    await expectRanOnce(plan, statement)
  })

  test('two approvers at the same instant run it once, and the later one hears who decided', async () => {
    const { plan, statement } = await planned()
    const held = await hold(howdah, plan)
    const heard = listenFor(howdah, 'dana')
    await click('adam', plan, 'approve')
    await held.waiters(1)
    await click('dana', plan, 'approve')
    await held.waiters(2)
    await held.letGo()
    expect(await heard('is no longer waiting')).toContain('decided by adam')
    await expectRanOnce(plan, statement)
  })

  test('an approval wins over a withdrawal of the same instant, which stops the run instead', async () => {
    const { plan } = await planned()
    const held = await hold(howdah, plan)
    await click('adam', plan, 'approve')
    await held.waiters(1)
    await click('olga', plan, 'withdraw')
    await held.waiters(2)
    await held.letGo()
    const outcome = await outcomeOf(howdah, plan)
    await expectOneOutcome(howdah, plan, outcome)
    expect(await fateOf(howdah, plan)).toMatchObject({ runs: '1', approvals: '1' })
  })

  test('a withdrawal that comes first leaves nothing to approve', async () => {
    const { plan, statement } = await planned()
    const held = await hold(howdah, plan)
    const heard = listenFor(howdah, 'adam')
    await click('olga', plan, 'withdraw')
    await held.waiters(1)
    await click('adam', plan, 'approve')
    await held.waiters(2)
    await held.letGo()
    expect(await heard('is no longer waiting')).toContain('it is cancelled')
    expect(await shows(howdah, plan, 'Cancelled.')).toContain('Nothing was done.')
    await expectNotRun(plan, statement, { outcome: 'cancelled', approvals: '0' })
  })

  test('a replayed envelope is done once', async () => {
    howdah.slack.setFault('twice', true)
    const { plan, statement } = await planned()
    await click('adam', plan, 'approve')
    await expectRanOnce(plan, statement)
    howdah.slack.setFault('twice', false)
    const made = await howdah.store.query<{ count: string }>(
      `select count(*)::text from howdah.plan where body ->> 'headline' = (select body ->> 'headline' from howdah.plan where id = $1)`,
      [planIdOf(plan)],
    )
    expect(made).toEqual([{ count: '1' }])
  })
})

describe('a mistyped id', () => {
  test('is refused with the open plan that is nearest, which nobody decides about by that', async () => {
    const { plan, statement } = await planned()
    const id = planIdOf(plan)
    const typed = `${id.slice(0, -1)}${id.endsWith('0') ? '1' : '0'}`
    for (const said of [`plan approve ${typed}`, `run cancel ${typed}`, `run pace ${typed} rows=9`])
      await hear(howdah, 'dana', `/pg ${said}`, `Did you mean ${id}?`)
    await click('olga', plan, 'withdraw')
    await shows(howdah, plan, 'Cancelled.')
    await expectNotRun(plan, statement, { outcome: 'cancelled', approvals: '0' })
  })
})

describe('a form', () => {
  test('that is delivered twice is answered once, in its own window', async () => {
    await howdah.say('olga', '/pg index create table=users')
    const view = await howdah.slack.waitFor(({ views }) => views.find(one => one.user === 'U_OLGA'))
    howdah.slack.setFault('twice', true)
    const got = await howdah.slack.submitView('olga', view.id, { columns: { value: 'nothing' } })
    howdah.slack.setFault('twice', false)
    expect(JSON.stringify(got)).toContain('public.users has no column nothing.')
    await howdah.slack.closeView('olga', view.id)
  })

  test('that was filled in wrongly is taken when it is sent again', async () => {
    await howdah.say('olga', '/pg run cancel')
    const view = await howdah.slack.waitFor(({ views }) => views.find(one => one.user === 'U_OLGA'))
    const send = (value: string) => howdah.slack.submitView('olga', view.id, { id: { value } })
    expect(await send(' ')).toMatchObject({ kind: 'errors' })
    expect(await send(' ')).toMatchObject({ kind: 'errors' })
    expect(JSON.stringify(await send('p-0000000'))).toContain('There is no plan or run p-0000000.')
    await howdah.slack.closeView('olga', view.id)
  })

  test('does not take what nobody can see', async () => {
    await howdah.say('olga', '/pg index create table=users')
    const view = await howdah.slack.waitFor(({ views }) => views.find(one => one.user === 'U_OLGA'))
    const columns = { value: 'id\u202e' }
    const got = await howdah.slack.submitView('olga', view.id, { columns })
    expect(JSON.stringify(got)).toContain('an invisible character (U+202E)')
    await howdah.slack.closeView('olga', view.id)
  })
})

describe('a button of another time', () => {
  const twoHoursAgo = `update howdah.plan set created_at = created_at - interval '2 hours',
    expires_at = expires_at - interval '2 hours'`

  test('a click in the moment of expiry does nothing', async () => {
    const { plan, statement } = await planned()
    const heard = listenFor(howdah, 'adam')
    const held = await hold(howdah, plan)
    await click('adam', plan, 'approve')
    await held.waiters(1)
    await held.letGo(twoHoursAgo)
    await heard('This plan has expired.')
    expect(await shows(howdah, plan, 'Expired.')).toContain('Nothing was done.')
    await expectNotRun(plan, statement, { outcome: 'expired', approvals: '0' })
  })

  test('a click on a message that does not show the expiry yet does nothing', async () => {
    const { plan, statement } = await planned()
    const held = await hold(howdah, plan)
    await held.letGo(twoHoursAgo)
    await shows(howdah, plan, 'Expired.')
    await showAgain(howdah, plan)
    const heard = listenFor(howdah, 'adam')
    await click('adam', plan, 'approve')
    expect(await heard('This plan has expired.')).toContain('Plan it again')
    await expectNotRun(plan, statement, { outcome: 'expired', approvals: '0' })
  })

  test('Approve of an older rendering cannot run a plan twice', async () => {
    const { plan, statement } = await planned()
    await click('adam', plan, 'approve')
    await expectRanOnce(plan, statement)
    await showAgain(howdah, plan)
    const heard = listenFor(howdah, 'dana')
    await click('dana', plan, 'approve')
    expect(await heard('is no longer waiting')).toContain('it is done, decided by adam')
    expect(timesRun(howdah, statement)).toBe(1)
    expect(await fateOf(howdah, plan)).toMatchObject({ runs: '1', approvals: '1' })
  })

  test('a forged button id is not known, and is in the record', async () => {
    const forged = await forge(howdah, 'approve', 'b-0123456789abcdef0123456789abcdef')
    const heard = listenFor(howdah, 'adam')
    await click('adam', forged, 'approve')
    expect(await heard('Howdah does not know this button.')).toContain('Instead: Use the newest')
    expect(await recorded('click.forged')).toBeGreaterThan(0)
  })

  test("a plan's button under other words approves nothing", async () => {
    const { plan, statement } = await planned()
    const forged = await forge(howdah, 'approve', valueOf(plan, 'approve'))
    const heard = listenFor(howdah, 'adam')
    await click('adam', forged, 'approve')
    expect(await heard('does not know the message or view')).toContain(planIdOf(plan))
    await click('olga', plan, 'withdraw')
    await shows(howdah, plan, 'Cancelled.')
    await expectNotRun(plan, statement, { outcome: 'cancelled', approvals: '0' })
  })
})

describe('people without the right', () => {
  test('a requester who is an approver too cannot approve their own plan', async () => {
    made += 1
    const known = new Set(howdah.slack.state.messages.map(({ ts }) => ts))
    await howdah.say('dana', `/pg index create users columns=id where=id>${made}`)
    const plan = await howdah.message(one => !known.has(one.ts) && planIdOf(one) !== '')
    const heard = listenFor(howdah, 'dana')
    await click('dana', plan, 'approve')
    expect(await heard('You asked for this yourself')).toContain('Ask one of: <@U_ADAM>')
    await click('dana', plan, 'withdraw')
    await shows(howdah, plan, 'Cancelled.')
  })

  test.each([
    ['olga', 'You asked for this yourself; it needs a second person.'],
    ['gus', 'Guests may not use Howdah.'],
    ['noa', 'You have no role in Howdah.'],
  ] as const)('%s cannot approve, is told why, and it is in the record', async (who, words) => {
    const { plan, statement } = await planned()
    const before = await recorded('plan.denied')
    const heard = listenFor(howdah, who)
    await click(who, plan, 'approve')
    expect(await heard(words)).toMatch(/Instead:/)
    expect(await recorded('plan.denied')).toBe(before + 1)
    await click('olga', plan, 'withdraw')
    await shows(howdah, plan, 'Cancelled.')
    await expectNotRun(plan, statement, { outcome: 'cancelled', approvals: '0' })
  })

  test.each([
    ['gus', 'Guests may not use Howdah.'],
    ['adam', 'Only operators may ask for changes.'],
  ] as const)('%s cannot ask', async (who, words) => {
    const told = await hear(howdah, who, '/pg index create users columns=id', words)
    expect(told).toMatch(/^Blocked: .+ Instead: /)
  })
})

describe('yes', () => {
  test('an approver approves in the direct message that told of it', async () => {
    const { plan, statement } = await planned()
    const { id } = howdah.slack.openIm('adam')
    const direct = await howdah.slack.waitFor(state =>
      state.messages.find(one => one.channel === id && planIdOf(one) === planIdOf(plan)),
    )
    await howdah.click('adam', direct, 'approve')
    await expectRanOnce(plan, statement)
  })
})

const recorded = async (kind: string): Promise<number> => {
  const rows = await howdah.store.query<{ count: string }>(
    `select count(*) from howdah.audit where body::json ->> 'kind' = $1`,
    [kind],
  )
  return Number(rows[0]?.count)
}
