import type { Client } from 'pg'
import { describe, expect, test } from 'vitest'
import { failpointsOf } from '#engine/failpoint'
import { startHowdah, toldOnly, wordsOf } from '#test/support/howdah'
import { outcomeOf, runInto, twoBots } from '#test/support/kills'

const howdah = await startHowdah({ tables: ['create table users (id int)'] })
await twoBots(howdah)

/** A session of the application that sleeps, and what became of its statement. */
const sleeper = async (): Promise<{ client: Client; pid: number; ended: Promise<string> }> => {
  await howdah.managed.run('postgres', `alter role app login password 'app'`)
  const client = await howdah.managed.connect(howdah.database, 'app', 'app')
  const { rows } = await client.query<{ pid: number }>('select pg_backend_pid() as pid')
  const ended = client.query('select pg_sleep(600)').then(
    () => 'slept',
    (error: Error) => error.message,
  )
  const pid = rows[0]?.pid ?? 0
  // Sent is not begun: on a busy machine the plan could look before the server does.
  const begun = () =>
    howdah.managed.query(
      'postgres',
      `select from pg_stat_activity where pid = $1 and state = 'active'`,
      [pid],
    )
  await expect.poll(begun, { timeout: 10_000 }).toHaveLength(1)
  return { client, pid, ended }
}

describe('session.cancel', () => {
  describe('success', () => {
    test('cancels the statement and leaves the session', async () => {
      const { client, pid, ended } = await sleeper()
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
      const idle = await howdah.managed.connect(howdah.database, 'postgres')
      const { rows } = await idle.query<{ pid: number }>('select pg_backend_pid() as pid')
      await howdah.say('olga', `/pg session cancel ${rows[0]?.pid}`)
      const told = await howdah.slack.waitFor(() =>
        toldOnly(howdah.slack, 'U_OLGA').find(one =>
          one.includes('runs nothing that could be cancelled'),
        ),
      )
      expect(told).toContain('End the session instead.')
      await idle.end()
    })
  })

  describe('failure', () => {
    test('does nothing when the session has moved on to another statement', async () => {
      const { client, pid, ended } = await sleeper()
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
  })

  describe('kill', () => {
    test.each(failpointsOf(1))(
      'ends in one outcome when Howdah is killed at "%s"',
      async point => {
        await twoBots(howdah)
        const { client, pid, ended } = await sleeper()
        const plan = await howdah.plan(`/pg session cancel ${pid}`)
        expect(await runInto(howdah, point, plan)).toBe('succeeded')
        expect(await ended).toContain('canceling statement due to user request')
        await client.end()
      },
      30_000,
    )
  })
})
