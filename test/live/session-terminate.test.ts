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

describe('session.terminate', () => {
  describe('success', () => {
    test('ends the session, whatever it runs', async () => {
      const { client, pid, ended } = await sleeper()
      const plan = await howdah.plan(`/pg session terminate ${pid}`)
      await howdah.click('adam', plan, 'approve')
      expect(await outcomeOf(howdah, plan)).toBe('succeeded')
      expect(await ended).toContain('terminating connection due to administrator command')
      await expect(client.query('select 1')).rejects.toThrow(/terminat|closed|not queryable/i)
    })
  })

  describe('refusal', () => {
    test('refuses a session that is gone', async () => {
      await howdah.say('olga', '/pg session terminate 999999')
      const told = await howdah.slack.waitFor(() =>
        toldOnly(howdah.slack, 'U_OLGA').find(one =>
          one.includes('There is no such session 999999'),
        ),
      )
      expect(told).toContain('Look again with `lock tree`.')
    })
  })

  describe('failure', () => {
    test('does nothing when the session ended before it was approved', async () => {
      const { client, pid, ended } = await sleeper()
      const plan = await howdah.plan(`/pg session terminate ${pid}`)
      await howdah.managed.query('postgres', 'select pg_terminate_backend($1)', [pid])
      await ended
      await howdah.click('adam', plan, 'approve')
      const over = await howdah.message(
        one => one.ts === plan.ts && wordsOf(one).includes('Out of date.'),
        'the plan out of date',
      )
      expect(wordsOf(over)).toContain('There is no such session')
      await client.end().catch(() => {})
    })
  })

  describe('kill', () => {
    test.each(failpointsOf(1))(
      'ends in one outcome when Howdah is killed at "%s"',
      async point => {
        await twoBots(howdah)
        const { client, pid, ended } = await sleeper()
        const plan = await howdah.plan(`/pg session terminate ${pid}`)
        expect(await runInto(howdah, point, plan)).toBe('succeeded')
        expect(await ended).toContain('terminating connection due to administrator command')
        await client.end().catch(() => {})
      },
      30_000,
    )
  })
})
