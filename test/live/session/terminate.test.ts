import { describe, expect, test } from 'vitest'
import { failpointsOf } from '#src/failpoint'
import { hear, listenFor } from '#test/support/hostile'
import { startHowdah, toldOnly, wordsOf } from '#test/support/howdah'
import { openInProcess } from '#test/support/in-process'
import { outcomeOf, runInto, twoBots } from '#test/support/kills'
import { profile } from '#test/support/profile'
import { sleeper } from '#test/support/sleeper'
import { meanEarlier, timesSignalled } from '#test/support/used-again'

const howdah = await startHowdah({
  tables: ['create table users (id int)', 'create table rows_held (id int)'],
})
await twoBots(howdah)
const { parts } = openInProcess(howdah)

describe('session.terminate', () => {
  describe('success', () => {
    test('ends the session, whatever it runs', async () => {
      const { client, pid, ended } = await sleeper(howdah)
      const plan = await howdah.plan(`/pg session terminate ${pid}`)
      await howdah.click('adam', plan, 'approve')
      expect(await outcomeOf(howdah, plan)).toBe('succeeded')
      expect(await ended).toContain('terminating connection due to administrator command')
      await expect(client.query('select 1')).rejects.toThrow(/terminat|closed|not queryable/i)
    })

    test('ends a session that PostgreSQL does not track, and claims nothing of what that one does', async () => {
      const { managed, database } = howdah
      await managed.run(
        'postgres',
        `alter role app in database ${database} set track_activities = off`,
      )
      const client = await managed.connect(database, 'app', 'app')
      await managed.run('postgres', `alter role app in database ${database} reset all`)
      const { rows } = await client.query<{ pid: number }>('select pg_backend_pid() as pid')
      await client.query('begin; insert into users values (1)')
      const plan = await howdah.plan(`/pg session terminate ${rows[0]?.pid}`)
      expect(wordsOf(plan)).toContain('Whether it is in a transaction is not known')
      expect(wordsOf(plan)).not.toContain('outside of a transaction')
      await howdah.click('adam', plan, 'approve')
      expect(await outcomeOf(howdah, plan)).toBe('succeeded')
      await expect(client.query('select 1')).rejects.toThrow(/terminat|closed|not queryable/i)
    })
  })

  describe('the plan', () => {
    test('says what is rolled back, and who waits for how long and for what', async () => {
      const { managed, database } = howdah
      await managed.run('postgres', `alter role app login password 'app'`)
      const [holder, first, second] = await Promise.all(
        ['holder', 'first', 'second'].map(() => managed.connect(database, 'app', 'app')),
      )
      if (!holder || !first || !second) throw new Error('no session')
      await holder.query('insert into rows_held values (1)')
      await holder.query('begin')
      await holder.query('update rows_held set id = id')
      const pid = (await holder.query<{ pid: number }>('select pg_backend_pid() as pid')).rows[0]
        ?.pid
      const waits = [first, second].map(one => one.query('update rows_held set id = id'))
      const waiting = () =>
        managed.query(
          'postgres',
          `select from pg_locks where not granted and waitstart is not null and locktype in ('transactionid', 'tuple')`,
        )
      await expect.poll(waiting, { timeout: 110_000 }).toHaveLength(2)
      const words = wordsOf(await howdah.plan(`/pg session terminate ${pid}`))
      expect(words).toContain('what it has changed is rolled back')
      expect(words).toContain('ROW EXCLUSIVE on public.rows_held')
      expect(words).toMatch(/2 sessions: pid \d+ .*wants a row of public\.rows_held; pid \d+ /)
      const asleep = holder.query('select pg_sleep(600)').catch((error: Error) => error.message)
      const active = () =>
        managed.query(
          'postgres',
          `select from pg_stat_activity where pid = ${pid} and state = 'active'`,
        )
      await expect.poll(active, { timeout: 110_000 }).toHaveLength(1)
      const cancel = wordsOf(await howdah.plan(`/pg session cancel ${pid}`))
      expect(cancel).toContain('With the statement the whole transaction is rolled back')
      expect(cancel).toContain('medium, disruptive')
      expect(cancel).toMatch(/2 sessions: pid \d+/)
      await managed.query('postgres', 'select pg_cancel_backend($1)', [pid])
      expect(await asleep).toContain('canceling statement')
      await Promise.all(waits)
      await Promise.all([holder, first, second].map(one => one.end()))
    })
  })

  describe('refusal', () => {
    test('refuses a session that is gone', async () => {
      await howdah.say('olga', '/pg session terminate 999999')
      const told = await howdah.slack.waitFor(() =>
        toldOnly(howdah.slack, 'U_OLGA').find(one => one.includes('There is no session 999999')),
      )
      expect(told).toContain('Look again with `/pg lock tree`.')
    })

    test('refuses a pid that is another session’s by now', async () => {
      const { client, pid, sleeps } = await sleeper(howdah)
      const typed = `/pg session terminate ${pid} started=978307200000000`
      await hear(howdah, 'olga', typed, `There is no session ${pid} with that start on shop-1.`)
      expect(await sleeps()).toBe(true)
      await client.end()
    })
  })

  describe('failure', () => {
    test('does nothing when the session ended before it was approved', async () => {
      const { client, pid, ended } = await sleeper(howdah)
      const plan = await howdah.plan(`/pg session terminate ${pid}`)
      await howdah.managed.query('postgres', 'select pg_terminate_backend($1)', [pid])
      await ended
      await howdah.click('adam', plan, 'approve')
      const over = await howdah.message(
        one => one.ts === plan.ts && wordsOf(one).includes('Out of date.'),
        'the plan out of date',
      )
      expect(wordsOf(over)).toContain('There is no session')
      await client.end().catch(() => {})
    })

    test.each([
      [
        'serves another client in a new transaction',
        'commit; begin; select 2',
        /\(in its transaction since /,
      ],
      ['has ended its transaction', 'commit', /\(outside of a transaction/],
    ])('does nothing when the session %s, as behind a pooler', async (_, next, now) => {
      const { managed, database } = howdah
      const client = await managed.connect(database, 'app', 'app')
      const { rows } = await client.query<{ pid: number }>('select pg_backend_pid() as pid')
      await client.query('begin; select 1')
      const plan = await howdah.plan(`/pg session terminate ${rows[0]?.pid}`)
      expect(wordsOf(plan)).toContain('Its open transaction is rolled back; if that has ended')
      await client.query(next)
      await howdah.click('adam', plan, 'approve')
      const over = await howdah.message(
        one => one.ts === plan.ts && wordsOf(one).includes('Out of date.'),
        'the plan out of date',
      )
      expect(wordsOf(over)).toMatch(/it is for pid \d+ on shop-1 \(in its transaction since /)
      expect(wordsOf(over).replace(/.*, and there is/s, '')).toMatch(now)
      expect((await client.query<{ alive: number }>('select 1 as alive')).rows).toHaveLength(1)
      await client.end()
    })

    test('does nothing when an idle session is in a transaction by then', async () => {
      const { managed, database } = howdah
      const client = await managed.connect(database, 'app', 'app')
      const { rows } = await client.query<{ pid: number }>('select pg_backend_pid() as pid')
      const plan = await howdah.plan(`/pg session terminate ${rows[0]?.pid}`)
      expect(wordsOf(plan)).toContain('It is not in a transaction; if it is in one by then')
      await client.query('begin; select 1')
      await howdah.click('adam', plan, 'approve')
      const over = await howdah.message(
        one => one.ts === plan.ts && wordsOf(one).includes('Out of date.'),
        'the plan out of date',
      )
      expect(wordsOf(over)).toContain('(outside of a transaction), and there is pid')
      await client.end()
    })

    test('signals nobody when somebody changed the plan in the control database', async () => {
      const { client, pid, sleeps } = await sleeper(howdah)
      const plan = await howdah.plan(`/pg session terminate ${pid}`)
      await meanEarlier(howdah, plan)
      const told = listenFor(howdah, 'adam')
      await howdah.click('adam', plan, 'approve')
      await told('is not the plan that Howdah stored')
      await howdah.click('olga', plan, 'withdraw')
      expect(await sleeps()).toBe(true)
      await client.end()
    })

    test('signals nobody else when the pid changes hands at the last instant', async () => {
      const { client, pid, ended, sleeps } = await sleeper(howdah)
      const plan = await howdah.plan(`/pg session terminate ${pid}`)
      expect(await timesSignalled(howdah, parts, plan, 1)).toBe(0)
      expect(await sleeps()).toBe(true)
      expect(await timesSignalled(howdah, parts, plan, null)).toBe(1)
      expect(await ended).toContain('terminating connection')
      await client.end().catch(() => {})
      await howdah.click('olga', plan, 'withdraw')
    })
  })

  describe('kill', () => {
    test.each(profile.points(failpointsOf(1)))(
      'ends in one outcome when Howdah is killed at "%s"',
      async point => {
        await twoBots(howdah)
        const { client, pid, ended } = await sleeper(howdah)
        const plan = await howdah.plan(`/pg session terminate ${pid}`)
        expect(await runInto(howdah, point, plan)).toBe('succeeded')
        expect(await ended).toContain('terminating connection due to administrator command')
        await client.end().catch(() => {})
      },
      300_000,
    )
  })
})
