import { describe, expect, test } from 'vitest'
import { failpointsOf } from '#src/failpoint'
import { hear } from '#test/support/hostile'
import { startHowdah, wordsOf } from '#test/support/howdah'
import { openInProcess } from '#test/support/in-process'
import { outcomeOf, runInto, timesRun, twoBots } from '#test/support/kills'
import { pinPage } from '#test/support/pinned'
import { profile } from '#test/support/profile'

const howdah = await startHowdah({
  tables: [
    `create table orders (id bigint generated always as identity primary key, note text)`,
    `insert into orders (note) select repeat('x', 40) from generate_series(1, 20000)`,
    `create table events (at date not null) partition by range (at)`,
    `create table events_1 partition of events for values from ('2026-01-01') to ('2026-02-01')`,
    `create table events_2 partition of events for values from ('2026-02-01') to ('2026-03-01')`,
    `insert into events select '2026-01-05' from generate_series(1, 3000)`,
  ],
})
await twoBots(howdah)
const { managed, database } = howdah
const { say } = openInProcess(howdah)

const statement = 'VACUUM (TRUNCATE FALSE'
const kill = (...statements: readonly string[]) => managed.run(database, ...statements)

const lastVacuum = async (): Promise<string | null> =>
  (
    await managed.query<{ at: string | null }>(
      database,
      `select pg_stat_get_last_vacuum_time('orders'::regclass)::text as at`,
    )
  )[0]?.at ?? null

describe('maintenance.vacuum', () => {
  describe('success', () => {
    test('removes the dead rows of the table that needs it most', async () => {
      await kill('delete from orders where id % 2 = 0', 'delete from events')
      const plan = await howdah.plan('/pg maintenance vacuum most=1')
      expect(wordsOf(plan)).toContain('VACUUM (TRUNCATE FALSE, PARALLEL 0')
      expect(wordsOf(plan)).toContain("SET vacuum_cost_delay = '2ms'")
      expect(wordsOf(plan)).toContain('1 more table is due')
      await howdah.click('adam', plan, 'approve')
      expect(await outcomeOf(howdah, plan)).toBe('succeeded')
      expect(wordsOf(await howdah.message(one => one.ts === plan.ts))).toContain(
        'public.orders has 0 dead rows left',
      )
      expect(await lastVacuum()).not.toBeNull()
    })

    test('takes the partitions of a partitioned table that are due, at full speed', async () => {
      await kill(
        `insert into events select '2026-02-05' from generate_series(1, 3000)`,
        'delete from events',
      )
      const reply = await say('maintenance list events_2')
      expect(JSON.stringify(reply)).toContain('3,000 dead rows')
      const plan = await howdah.plan('/pg maintenance vacuum events minutes=5 gently=no')
      expect(wordsOf(plan)).toContain('public.events_2')
      expect(wordsOf(plan)).not.toContain('SET vacuum_cost_delay')
      await howdah.click('adam', plan, 'approve')
      expect(await outcomeOf(howdah, plan)).toBe('succeeded')
    })
  })

  describe('refusal', () => {
    test('refuses a table whose dead rows a session holds on to, and offers to end it', async () => {
      await managed.run('postgres', `alter role app login password 'app'`)
      const client = await managed.connect(database, 'app', 'app')
      await client.query('begin isolation level repeatable read')
      await client.query('select count(*) from orders')
      await kill('delete from orders where id % 4 = 1', 'vacuum orders')
      await expect
        .poll(async () => JSON.stringify(await say('maintenance list')), { timeout: 110_000 })
        .toContain('The horizon is held back: pid')
      const told = await hear(howdah, 'olga', '/pg maintenance vacuum orders', 'Hardly any of the')
      expect(told).toMatch(
        /dead rows of public\.orders could be removed: pid \d+ \(app, idle in transaction/,
      )
      expect(told).toContain('Instead: End its transaction, or wait for it.')
      await client.query('commit')
      await client.end()
    })

    test('refuses while somebody else works on the table', async () => {
      const client = await managed.connect(database)
      await client.query('begin')
      await client.query('lock table orders in share update exclusive mode')
      const told = await hear(
        howdah,
        'olga',
        '/pg maintenance vacuum orders',
        'works on public.orders',
      )
      expect(told).toContain('Instead: Wait until that has ended, then ask again.')
      await client.end()
    })

    test('refuses a temporary table of another session, and the catalogue', async () => {
      const client = await managed.connect(database)
      await client.query('create temporary table basket (id int)')
      for (const [name, words] of [
        ['basket', 'is a temporary table of another session'],
        ['pg_class', 'belongs to PostgreSQL’s own catalogue'],
      ] as const)
        expect(JSON.stringify(await say(`maintenance vacuum ${name}`))).toContain(words)
      await client.end()
    })
  })

  describe('failure', () => {
    test('is simply not done when somebody cancels it', async () => {
      await kill('delete from orders where id % 8 = 3')
      const pin = await pinPage(managed, database, 'orders', 'id')
      const [before, last] = [timesRun(howdah, statement), await lastVacuum()]
      const plan = await howdah.plan('/pg maintenance vacuum orders')
      await howdah.click('adam', plan, 'approve')
      await managed.query('postgres', 'select pg_cancel_backend($1)', [await pin.waiting()])
      expect(await outcomeOf(howdah, plan)).toBe('failed')
      expect(wordsOf(await howdah.message(one => one.ts === plan.ts))).toContain(
        'Everything is as it was before.',
      )
      expect(timesRun(howdah, statement) - before).toBe(1)
      expect(await lastVacuum()).toBe(last)
      await pin.release()
    })

    test('ends when a person stops it, and says that nothing was changed', async () => {
      const pin = await pinPage(managed, database, 'orders', 'id')
      const last = await lastVacuum()
      const plan = await howdah.plan('/pg maintenance vacuum orders')
      await howdah.click('adam', plan, 'approve')
      await pin.waiting()
      await howdah.message(
        one => one.ts === plan.ts && wordsOf(one).includes('vacuuming indexes'),
        'how far it is',
      )
      await howdah.click('adam', plan, 'stop')
      expect(await outcomeOf(howdah, plan)).toBe('cancelled')
      expect(await lastVacuum()).toBe(last)
      await pin.release()
    })
  })

  describe('kill', () => {
    test.each(profile.points(failpointsOf(1)))(
      'ends in one outcome when Howdah is killed at "%s"',
      async point => {
        await twoBots(howdah)
        const [before, last] = [timesRun(howdah, statement), await lastVacuum()]
        const plan = await howdah.plan('/pg maintenance vacuum orders')
        expect(await runInto(howdah, point, plan)).toBe('succeeded')
        expect(timesRun(howdah, statement) - before).toBe(1)
        expect(await lastVacuum()).not.toBe(last)
      },
      300_000,
    )
  })
})
