/** A rebuild that is interrupted after PostgreSQL swapped the two indexes leaves the old one: Howdah drops it. */
import { expect, onTestFinished, test } from 'vitest'
import { noLongerRuns, shows } from '#test/support/hostile'
import { startHowdah, wordsOf } from '#test/support/howdah'
import { outcomeOf } from '#test/support/kills'

const howdah = await startHowdah({
  tables: [
    'create table users (id int)',
    'insert into users select generate_series(1, 1000)',
    'create index users_id_idx on users (id)',
  ],
})
await howdah.start()

const indexes = () =>
  howdah.managed.query<{ name: string; valid: boolean }>(
    howdah.database,
    `select indexrelid::regclass::text as name, indisvalid as valid from pg_index
     where indrelid = 'users'::regclass`,
  )

/** Swapped, and held up by a reader of the table whose transaction stays open. */
const rebuildThatWaits = async () => {
  const reader = await howdah.managed.connect(howdah.database)
  onTestFinished(() => reader.end())
  await reader.query('begin')
  await reader.query('select from users limit 1')
  const plan = await howdah.plan('/pg index reindex users_id_idx')
  await howdah.click('adam', plan, 'approve')
  await shows(howdah, plan, 'Held up by')
  expect(await indexes()).toContainEqual({ name: 'users_id_idx_ccold', valid: false })
  return { plan, letGo: () => reader.query('rollback') }
}

test('stopped after the swap it stays, and the old index goes', async () => {
  const { plan, letGo } = await rebuildThatWaits()
  await howdah.click('olga', plan, 'stop')
  await noLongerRuns(howdah, 'REINDEX%')
  await letGo()
  expect(await outcomeOf(howdah, plan)).toBe('cancelled')
  expect(wordsOf(await howdah.message(one => one.ts === plan.ts))).toContain(
    'but “Rebuild public.users_id_idx” was done by then and stays.',
  )
  expect(await indexes()).toEqual([{ name: 'users_id_idx', valid: true }])
})

test('with its session ended by somebody after the swap it is finished', async () => {
  const { plan, letGo } = await rebuildThatWaits()
  await howdah.managed.query(
    howdah.database,
    `select pg_terminate_backend(pid) from pg_stat_activity where query like 'REINDEX%'`,
  )
  await noLongerRuns(howdah, 'REINDEX%')
  await letGo()
  expect(await outcomeOf(howdah, plan)).toBe('succeeded')
  expect(await indexes()).toEqual([{ name: 'users_id_idx', valid: true }])
})
