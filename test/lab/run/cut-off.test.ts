/** Runs that are cut off from their node: by a right taken away, a lost connection, the inventory. */
import { readFileSync, writeFileSync } from 'node:fs'
import { afterAll, describe, expect, test } from 'vitest'
import type { PageMessage } from '#local/slack/page-protocol'
import { openProxy, shows } from '#test/support/hostile'
import { startHowdah, wordsOf } from '#test/support/howdah'
import { expectOneOutcome, invalidIndexes, outcomeOf, timesRun, twoBots } from '#test/support/kills'
import { testServer } from '#test/support/postgres'
import { carefully } from '#test/support/profile'

// Room for a statement as cut by PostgreSQL: the adopted statement is longer.
const managed = await testServer({ log_statement: 'all', track_activity_query_size: 100 })
const proxy = await openProxy(managed.port)
afterAll(() => proxy.close())
const howdah = await startHowdah({
  managed,
  prepare: async (server, database) => {
    await carefully(server, database)
    await server.run(
      'postgres',
      `create role builder login password 'builder'`,
      'grant app to builder with inherit false, set true',
    )
  },
  tables: [
    'create table users (id int, email text)',
    `insert into users select i, i::text from generate_series(1, 1000) i`,
  ],
  cluster: {
    nodes: [{ name: 'shop-1', url: `postgres://127.0.0.1:${proxy.port}` }],
    credentials: { observe: 'howdah:howdah', ddl: 'builder:builder' },
  },
})

const statement = 'CREATE INDEX CONCURRENTLY users_lower_idx'
const planned = () =>
  howdah.plan(
    '/pg index create users columns=lower(email) where="email <> \'somebody who is not a customer of the shop at all\'"',
  )

const dropIndex = () => managed.run(howdah.database, 'drop index if exists users_lower_idx')

const expectBuilt = async (plan: PageMessage, before: number): Promise<void> => {
  expect(await outcomeOf(howdah, plan)).toBe('succeeded')
  await expectOneOutcome(howdah, plan, 'succeeded')
  expect(timesRun(howdah, statement) - before).toBe(1)
  await dropIndex()
}

describe('a right that is taken away', () => {
  test('before anything was meant ends the run: nothing was done, and why is said', async () => {
    await twoBots(howdah)
    const before = timesRun(howdah, statement)
    const plan = await planned()
    await managed.run('postgres', 'alter role builder nologin')
    await howdah.click('adam', plan, 'approve')
    expect(await outcomeOf(howdah, plan)).toBe('failed')
    await expectOneOutcome(howdah, plan, 'failed')
    const said = wordsOf(await howdah.message(one => one.ts === plan.ts))
    expect(said).toContain('role "builder" is not permitted to log in. Nothing was done.')
    expect(timesRun(howdah, statement)).toBe(before)
    await managed.run('postgres', 'alter role builder login')
  })

  test('after the intent is waited for, with words for a person, and nothing is lost', async () => {
    await twoBots(howdah)
    const before = timesRun(howdah, statement)
    const plan = await planned()
    howdah.failAt('step 0 intent')
    const bots = howdah.bots.length
    await howdah.click('adam', plan, 'approve')
    await expect.poll(() => howdah.bots.length, { timeout: 110_000 }).toBe(bots - 1)
    await managed.run('postgres', 'alter role builder nologin')
    const said = await shows(howdah, plan, 'is not permitted to log in')
    expect(said).toContain('Checking: the outcome')
    await managed.run('postgres', 'alter role builder login')
    await expectBuilt(plan, before)
  }, 300_000)
})

describe('a connection that is lost for Howdah alone', () => {
  /** A build under way that an old snapshot holds up, after the connection was lost. */
  const stranded = async () => {
    await twoBots(howdah)
    const before = timesRun(howdah, statement)
    const reader = await managed.connect(howdah.database)
    await reader.query('begin isolation level repeatable read')
    await reader.query('select count(*) from users')
    const plan = await planned()
    await howdah.click('adam', plan, 'approve')
    await shows(howdah, plan, 'Held up by')
    proxy.strand()
    await howdah.slack.waitFor(
      () =>
        howdah
          .thread(plan)
          .find(one => wordsOf(one).includes('The statement is still running on the server')),
      { timeoutMs: 110_000, what: 'the statement found again' },
    )
    return { before, plan, letGo: () => reader.end() }
  }

  test('is made again: the statement is found under way and its end waited for', async () => {
    const { before, plan, letGo } = await stranded()
    expect(await shows(howdah, plan, 'Running')).toContain('Held up by')
    await letGo()
    await expectBuilt(plan, before)
  }, 300_000)

  test('leaves nothing behind when a person presses Stop meanwhile', async () => {
    const { before, plan, letGo } = await stranded()
    await howdah.click('adam', await howdah.message(one => one.ts === plan.ts), 'stop')
    await letGo()
    const outcome = await outcomeOf(howdah, plan)
    expect(outcome).not.toBe('succeeded')
    await expectOneOutcome(howdah, plan, outcome)
    expect(await invalidIndexes(howdah)).toEqual([])
    expect(timesRun(howdah, statement) - before).toBe(1)
  }, 300_000)
})

describe('a cluster that is gone from the inventory', () => {
  test('keeps its run waiting, says so, and goes on when it is back', async () => {
    await twoBots(howdah)
    const before = timesRun(howdah, statement)
    const plan = await planned()
    // A click that Slack gives to a frozen bot is lost.
    const others = howdah.bots.slice(1)
    for (const bot of others) bot.kill()
    await Promise.all(others.map(({ ended }) => ended))
    howdah.failAt('run taken')
    await howdah.click('adam', plan, 'approve')
    await expect.poll(() => howdah.bots.length, { timeout: 110_000 }).toBe(0)
    const inventory = howdah.env['HOWDAH_CONFIG'] ?? ''
    const other = `${inventory}.other.json`
    writeFileSync(other, readFileSync(inventory, 'utf8').replace('"shop":', '"store":'))
    const bot = await howdah.start({ HOWDAH_CONFIG: other })
    await shows(howdah, plan, 'The inventory no longer has a cluster shop.')
    bot.kill()
    await bot.ended
    await twoBots(howdah)
    await expectBuilt(plan, before)
  }, 300_000)
})
