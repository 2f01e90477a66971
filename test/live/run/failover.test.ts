/**
 * The primary fails over while a run is under way: the remains of the run are looked into where the data
 * went.
 */
import { expect, test } from 'vitest'
import { startBehindProxies } from '#test/support/behind-proxies'
import { shows } from '#test/support/hostile'
import { wordsOf } from '#test/support/howdah'
import { outcomeOf } from '#test/support/kills'

const start = async () => {
  const { howdah, primary, replica, first, nobody } = await startBehindProxies([
    'create table users (id int, age int)',
    'insert into users select n, n from generate_series(1, 1000) n',
    'create index users_id_idx on users (id)',
  ])
  const indexes = () =>
    replica.query<{ name: string; valid: boolean }>(
      howdah.database,
      `select indexrelid::regclass::text as name, indisvalid as valid from pg_index
       where indrelid = 'users'::regclass order by 1`,
    )
  return {
    howdah,
    primary,
    indexes,
    /**
     * As an orchestrator does: the old primary is gone, and the old addresses lead to the new primary or to
     * no server.
     */
    failOver: async () => {
      first.leadTo(nobody)
      await primary.stop()
      await replica.query('postgres', 'select pg_promote()')
    },
  }
}

const [cutOff, notYet] = [await start(), await start()]
const kept = { name: 'users_id_idx', valid: true }

test('a build that is cut off by it leaves nothing on the new primary', async () => {
  const { howdah, primary, indexes, failOver } = cutOff
  const reader = await primary.connect(howdah.database)
  await reader.query('begin isolation level repeatable read')
  await reader.query('select count(*) from users')
  const plan = await howdah.plan('/pg index create users columns=age')
  await howdah.click('adam', plan, 'approve')
  await shows(howdah, plan, 'Held up by')
  await expect.poll(indexes).toContainEqual({ name: 'users_age_idx', valid: false })
  // The server ends the session, and the build too.
  reader.on('error', () => {})
  await failOver()
  expect(await outcomeOf(howdah, plan)).toBe('failed')
  const said = wordsOf(await howdah.message(one => one.ts === plan.ts))
  expect(said).toContain('the primary was shop-1 and is shop-2 now')
  expect(said).toContain('Everything is as it was before.')
  expect(await indexes()).toEqual([kept])
})

test('what was about to be done is not done to the new primary, and what was done is undone there', async () => {
  const { howdah, indexes, failOver } = notYet
  const built = await howdah.plan('/pg index create users columns=age')
  await howdah.click('adam', built, 'approve')
  expect(await outcomeOf(howdah, built)).toBe('succeeded')
  const plan = await howdah.plan('/pg index drop users_id_idx')
  howdah.failAt('step 0 intent', 'kill')
  await howdah.click('adam', plan, 'approve')
  await Promise.all(howdah.bots.map(({ ended }) => ended))
  await failOver()
  await howdah.start()
  expect(await outcomeOf(howdah, plan)).toBe('failed')
  expect(wordsOf(await howdah.message(one => one.ts === plan.ts))).toContain(
    'the primary was shop-1 and is shop-2 now',
  )
  expect(await indexes()).toEqual([{ name: 'users_age_idx', valid: true }, kept])
  const undo = await howdah.planned(() => howdah.click('olga', built, 'undo'))
  await howdah.click('adam', undo, 'approve')
  expect(await outcomeOf(howdah, undo)).toBe('succeeded')
  expect(await indexes()).toEqual([kept])
})
