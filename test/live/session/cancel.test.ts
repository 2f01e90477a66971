import { describe, expect, test } from 'vitest'
import { failpointsOf } from '#src/failpoint'
import { hear, listenFor } from '#test/support/hostile'
import { startHowdah, toldOnly, wordsOf } from '#test/support/howdah'
import { openInProcess } from '#test/support/in-process'
import { outcomeOf, runInto, twoBots } from '#test/support/kills'
import { profile } from '#test/support/profile'
import { sleeper } from '#test/support/sleeper'
import { meanEarlier, timesSignalled } from '#test/support/used-again'

const howdah = await startHowdah({ tables: ['create table users (id int)'] })
await twoBots(howdah)
const { parts } = openInProcess(howdah)

describe('session.cancel', () => {
  describe('success', () => {
    test('cancels the statement and leaves the session', async () => {
      const { client, pid, ended } = await sleeper(howdah)
      const plan = await howdah.plan(`/pg session cancel ${pid}`)
      await howdah.click('adam', plan, 'approve')
      expect(await outcomeOf(howdah, plan)).toBe('succeeded')
      expect(await ended).toContain('canceling statement due to user request')
      expect((await client.query('select 1 as one')).rows).toEqual([{ one: 1 }])
      await client.end()
    })
  })

  describe('refusal', () => {
    test('refuses a session that runs nothing, and offers to end it', async () => {
      await howdah.managed.run('postgres', `alter role app login password 'app'`)
      const idle = await howdah.managed.connect(howdah.database, 'app', 'app')
      const { rows } = await idle.query<{ pid: number }>('select pg_backend_pid() as pid')
      await howdah.say('olga', `/pg session cancel ${rows[0]?.pid}`)
      const told = await howdah.slack.waitFor(() =>
        toldOnly(howdah.slack, 'U_OLGA').find(one =>
          one.includes('runs no statement that could be cancelled'),
        ),
      )
      expect(told).toContain('End the session.')
      await idle.end()
    })

    test('refuses a pid that is another session’s by now', async () => {
      const { client, pid, sleeps } = await sleeper(howdah)
      const typed = `/pg session cancel ${pid} started=978307200000000`
      await hear(howdah, 'olga', typed, `There is no session ${pid} with that start on shop-1.`)
      expect(await sleeps()).toBe(true)
      await client.end()
    })
  })

  describe('failure', () => {
    test('does nothing when the session has moved on to another statement', async () => {
      const { client, pid, ended } = await sleeper(howdah)
      const plan = await howdah.plan(`/pg session cancel ${pid}`)
      await howdah.managed.query('postgres', 'select pg_cancel_backend($1)', [pid])
      await ended
      const next = client.query('select pg_sleep(600)').catch((error: Error) => error.message)
      await howdah.click('adam', plan, 'approve')
      const over = await howdah.message(
        one => one.ts === plan.ts && wordsOf(one).includes('Out of date.'),
        'the plan out of date',
      )
      expect(wordsOf(over)).toContain('Nothing was done.')
      await howdah.managed.query('postgres', 'select pg_terminate_backend($1)', [pid])
      expect(await next).toContain('terminating connection')
      await client.end().catch(() => {})
    })

    test('signals nobody when somebody changed the plan in the control database', async () => {
      const { client, pid, sleeps } = await sleeper(howdah)
      const plan = await howdah.plan(`/pg session cancel ${pid}`)
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
      const plan = await howdah.plan(`/pg session cancel ${pid}`)
      expect(await timesSignalled(howdah, parts, plan, 1)).toBe(0)
      expect(await timesSignalled(howdah, parts, plan, 2)).toBe(0)
      expect(await sleeps()).toBe(true)
      expect(await timesSignalled(howdah, parts, plan, null)).toBe(1)
      expect(await ended).toContain('canceling statement')
      await client.end()
      await howdah.click('olga', plan, 'withdraw')
    })
  })

  describe('kill', () => {
    test.each(profile.points(failpointsOf(1)))(
      'ends in one outcome when Howdah is killed at "%s"',
      async point => {
        await twoBots(howdah)
        const { client, pid, ended } = await sleeper(howdah)
        const plan = await howdah.plan(`/pg session cancel ${pid}`)
        expect(await runInto(howdah, point, plan)).toBe('succeeded')
        expect(await ended).toContain('canceling statement due to user request')
        await client.end()
      },
      300_000,
    )
  })
})
