/** A control database of the build before, with plans and messages in it, is brought to this version. */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { migrate, migrationNames, statementsOf } from '#store/migrate'
import { controlRoles, ownerUrlOf } from '#test/support/control-database'
import { testServer } from '#test/support/postgres'

const folder = join(import.meta.dirname, '../../../src/store/migrations')
const here = '0024-retention.sql'

const server = await testServer()
await server.run('postgres', ...controlRoles)
const owner = await server.connect('howdah', 'howdah_owner', 'owner')

test('the messages that were behind are behind afterwards, and the rest are not', async () => {
  const names = await migrationNames()
  await owner.query('create schema howdah')
  await owner.query(
    'create table howdah.migration (name text primary key, at timestamptz not null default clock_timestamp())',
  )
  for (const name of names.slice(0, names.indexOf(here))) {
    for (const statement of statementsOf(await readFile(join(folder, name), 'utf8'), 'howdah'))
      await owner.query(statement)
    await owner.query('insert into howdah.migration (name) values ($1)', [name])
  }
  await owner.query(
    `insert into howdah.plan (id, change, cluster, body, fingerprint, requester, state, expires_at, revision)
     values ('p-behind', 'c', 'shop', '{}', 'f', 'x', 'pending', now(), 7), ('p-shown', 'c', 'shop', '{}', 'f', 'x', 'pending', now(), 3)`,
  )
  await owner.query(
    `insert into howdah.message (plan_id, part, channel, revision)
     values ('p-behind', 'parent', 'C_OPS', 6), ('p-shown', 'parent', 'C_OPS', 3)`,
  )
  expect(await migrate(ownerUrlOf(server), 'howdah')).toContain(here)
  const bot = await server.connect('howdah', 'howdah', 'control')
  const behind = async () =>
    (
      await bot.query<{ plan: string }>(
        'select plan_id as plan from howdah.message where behind order by 1',
      )
    ).rows.map(({ plan }) => plan)
  expect(await behind()).toEqual(['p-behind'])
  await bot.query(`update howdah.plan set revision = revision + 1 where id = 'p-shown'`)
  expect(await behind()).toEqual(['p-behind', 'p-shown'])
  await bot.query(`update howdah.message set revision = 8 where plan_id = 'p-behind'`)
  expect(await behind()).toEqual(['p-shown'])
  await bot.query(
    `insert into howdah.message (plan_id, part, channel) values ('p-behind', 'direct:x', 'x')`,
  )
  expect(await behind()).toEqual(['p-behind', 'p-shown'])
  expect((await bot.query('select howdah.remove_plans(400, 10) as removed')).rows).toEqual([
    { removed: '0' },
  ])
  await bot.end()
  await owner.end()
})
