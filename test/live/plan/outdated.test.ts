/**
 * The approved plan is the plan that runs: when the world has moved since, no step runs, and the message
 * tells the change.
 */
import { afterAll, describe, expect, test } from 'vitest'
import type { PageMessage } from '#local/slack/page-protocol'
import { fateOf, hear, openProxy, shows } from '#test/support/hostile'
import { startHowdah } from '#test/support/howdah'
import { planIdOf, timesRun, twoBots } from '#test/support/kills'
import { testServer } from '#test/support/postgres'
import { carefulRoles } from '#test/support/profile'

const managed = await testServer({ log_statement: 'all' })
const other = await testServer({ log_statement: 'all' }, null)
const proxy = await openProxy(managed.port)
afterAll(() => proxy.close())
const table = 'create table users (id int, email text)'
const howdah = await startHowdah({
  managed,
  tables: [table],
  cluster: { nodes: [{ name: 'shop-1', url: `postgres://127.0.0.1:${proxy.port}` }] },
})
await carefulRoles(other)
await other.run('postgres', `create database ${howdah.database} owner app`)
await other.run(howdah.database, `set role app; ${table}`)
await twoBots(howdah)

const expectOutdated = async (plan: PageMessage, because: string): Promise<void> => {
  const said = await shows(howdah, plan, 'Out of date.')
  expect(said).toContain(because)
  expect(said).toContain('Plan Again')
  expect(await fateOf(howdah, plan)).toMatchObject({ state: null, outcome: 'outdated', runs: '1' })
  const intents = await howdah.store.query(
    `select from howdah.journal j join howdah.run r on r.id = j.run_id
     where r.plan_id = $1 and j.kind = 'intent'`,
    [planIdOf(plan)],
  )
  expect(intents).toEqual([])
}

describe('a plan out of date', () => {
  test('does nothing when the index was created meanwhile', async () => {
    const plan = await howdah.plan('/pg index create users columns=id name=mine_idx')
    await managed.run(howdah.database, 'set role app; create index yours_idx on users (id)')
    await howdah.click('adam', plan, 'approve')
    await expectOutdated(plan, 'public.yours_idx is the same index already.')
    expect(timesRun(howdah, 'CREATE INDEX CONCURRENTLY mine_idx')).toBe(0)
    await managed.run(howdah.database, 'drop index yours_idx')
  })

  test('does nothing when its table was made anew', async () => {
    const plan = await howdah.plan('/pg index create users columns=id name=mine_idx')
    await managed.run(howdah.database, 'drop table users', `set role app; ${table}`)
    await howdah.click('adam', plan, 'approve')
    await expectOutdated(plan, 'what it would touch has changed')
  })

  test('does nothing when another server answers in the place of the primary', async () => {
    const plan = await howdah.plan('/pg index create users columns=id name=mine_idx')
    proxy.leadTo(other.port)
    await howdah.click('adam', plan, 'approve')
    await expectOutdated(plan, 'another database system answers now')
    expect(other.log()).not.toMatch(/execute <unnamed>: CREATE INDEX CONCURRENTLY/)
    proxy.leadTo(managed.port)
  })
})

describe('an approver', () => {
  test('who loses the account between approval and first step has approved nothing', async () => {
    const plan = await howdah.plan('/pg index create users columns=id name=late_idx')
    await hear(howdah, 'dana', '/pg freeze shop reason="somebody leaves"', 'shop is frozen')
    await howdah.click('adam', plan, 'approve')
    await shows(howdah, plan, 'Parked.')
    howdah.slack.setPerson({
      id: 'U_ADAM',
      name: 'adam',
      realName: 'Adam',
      title: 'gone',
      standing: 'deleted',
    })
    await hear(howdah, 'dana', '/pg thaw shop', 'shop is thawed')
    await expectOutdated(plan, 'adam, who approved it, may no longer approve.')
    expect(timesRun(howdah, 'CREATE INDEX CONCURRENTLY late_idx')).toBe(0)
  })
})
