import { describe, expect, test } from 'vitest'
import { changedCollations } from '#cluster/facts/node/collations'
import type { Reader } from '#model/view'
import { testServer } from '#test/support/postgres'

const server = await testServer()
await server.run(
  'postgres',
  `create collation "de x" (provider = icu, locale = 'de')`,
  `create collation unused (provider = icu, locale = 'fr')`,
  'create table users (id int primary key, name text collate "de x", code text)',
  'create index users_name_idx on users (name)',
  `create index users_partial_idx on users (id) where code collate "de x" > 'a'`,
  'create index users_code_idx on users (code)',
)
const reader: Reader = {
  read: (text, values) => server.query('postgres', text, values) as never,
}

describe('collations', () => {
  test('of the version of today are none to tell', async () => {
    expect(await changedCollations(reader)).toEqual([])
  })

  test('of another version are told with every index that depends on them', async () => {
    await server.run(
      'postgres',
      `update pg_collation set collversion = '100.1' where collname in ('de x', 'unused')`,
    )
    const found = await changedCollations(reader)
    expect(found).toMatchObject([
      {
        what: 'collation "de x"',
        builtWith: '100.1',
        indexes: ['public.users_name_idx', 'public.users_partial_idx'],
        refresh: 'ALTER COLLATION "de x" REFRESH VERSION',
      },
      { what: 'collation unused', indexes: [] },
    ])
    for (const { refresh } of found) await server.run('postgres', refresh)
    expect(await changedCollations(reader)).toEqual([])
  })

  test('of the database are told with the indexes that follow it', async () => {
    await server.run(
      'postgres',
      `update pg_database set datcollversion = '2.1' where datname = current_database()`,
    )
    const [found] = await changedCollations(reader)
    const [version] = await server.query<{ now: string | null }>(
      'postgres',
      'select pg_database_collation_actual_version(oid) as now from pg_database where datname = current_database()',
    )
    const told = {
      what: 'database postgres',
      builtWith: '2.1',
      now: version?.now,
      indexes: ['public.users_code_idx'],
      refresh: 'ALTER DATABASE postgres REFRESH COLLATION VERSION',
    }
    // A database of locale C has no version.
    expect(found).toEqual(version?.now === null ? undefined : told)
  })
})
