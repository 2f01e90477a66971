/** Code of an application that PostgreSQL would call merely to plan a query, or to read rows: no question calls such code. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openCluster } from '#cluster/cluster'
import { compareTables } from '#cluster/drivers/examine/compare-tables'
import { shapesOfClone } from '#cluster/facts/clone/table-shapes'
import { readsFor } from '#cluster/facts/partition/pruning'
import { withOwnCode } from '#cluster/facts/table/own-code'
import { noMarks } from '#cluster/no-marks'
import { clusterOf, nobody } from '#test/support/commands/cluster'
import { testServer } from '#test/support/postgres'

const server = await testServer()
const database = await server.freshDatabase()
const login = { user: 'looker', password: 'looker' }
const about = {
  database,
  credentials: { observe: login, ...nobody },
  nodes: [{ name: 'shop-1', host: '127.0.0.1', port: server.port }],
}
const copy = openCluster(clusterOf({ ...about, name: 'copy', cloneOf: 'shop' }))
const shop = openCluster(clusterOf(about), noMarks, () => [copy])
afterAll(() => Promise.all([shop.close(), copy.close()]))

/** By table, statements after which PostgreSQL calls `spy` for a reader. */
const tables: Readonly<Record<string, string>> = {
  by_index: 'create index on by_index (id) where spy(1) = 1',
  by_constraint: 'alter table by_constraint add exclude (spy(1) with =) deferrable',
  by_statistic: 'create statistics of_it on (id + spy(1)), at from by_statistic',
  by_policy:
    'alter table by_policy enable row level security; create policy p on by_policy using (spy(id) = id)',
  by_policy_of_postgresql: `alter table by_policy_of_postgresql enable row level security;
     create policy p on by_policy_of_postgresql using (set_config('application_name', 'spied', false) is not null)`,
}

const plain: Readonly<Record<string, string>> = {
  plain: 'create index on plain (lower(note)) where id > 0',
  by_default: 'alter table by_default alter id set default spy(1)',
  by_trigger: `create trigger t before insert on by_trigger for each row execute function pass()`,
}

beforeAll(async () => {
  await server.run('postgres', `create role looker login password 'looker'`)
  await server.run(
    database,
    `create function spy(n int) returns int immutable language plpgsql as
       'begin raise log ''spied as %'', session_user; return n; end'`,
    `create function pass() returns trigger language plpgsql as 'begin return new; end'`,
  )
  for (const [name, statements] of Object.entries({ ...tables, ...plain }))
    for (const statement of [
      `create table ${name} (id int, note text, at timestamptz)`,
      ...statements.split(';'),
      `insert into ${name} values (1, 'a', '2026-11-30')`,
      `grant select on ${name} to looker`,
    ])
      await server.run(database, statement)
  await server.run(
    database,
    'create table ranged (id int) partition by range (id)',
    'create table ranged_1 partition of ranged for values from (1) to (10)',
    'create index on ranged_1 (id) where spy(1) = 1',
    'grant select on ranged to looker',
  )
})

const oidOf = async (name: string): Promise<string> => {
  const [row] = await server.query<{ oid: string }>(
    database,
    'select $1::regclass::oid::text as oid',
    [name],
  )
  return row?.oid ?? ''
}

const timesSpied = (): number => server.log().split('spied as looker').length - 1

describe('a table that calls code of the database', () => {
  test.each(Object.keys(tables))('is known: %s', async name => {
    const { primary } = await shop.view()
    const oid = await oidOf(name)
    expect(await withOwnCode(primary, [oid, await oidOf('plain')])).toEqual(new Set([oid]))
  })

  test.each(Object.keys(plain))('is not one that calls none to be read: %s', async name => {
    const { primary } = await shop.view()
    expect(await withOwnCode(primary, [await oidOf(name)])).toEqual(new Set())
  })

  test.each(Object.keys(tables))('is not counted for clone inspect: %s', async name => {
    const { counted } = await shapesOfClone(await shop.view(), 'copy', `public.${name}`)
    const none = { rows: null, newest: {}, callsCode: true }
    expect(counted).toEqual({ there: none, here: none })
    expect(timesSpied()).toBe(0)
  })

  test('leaves the others to be counted', async () => {
    const { counted } = await shapesOfClone(await shop.view(), 'copy', 'public.by_default')
    expect(counted?.here).toMatchObject({ rows: 1, callsCode: false })
  })

  test('is not counted by a drill either', async () => {
    const { primary } = await shop.view()
    const found = await compareTables(database, primary, primary, () => {})
    expect(found.words).toContain(`, ${Object.keys(plain).length} by counting`)
    expect(timesSpied()).toBe(0)
  })

  test('is not planned for, where a partition has such code', async () => {
    const { primary } = await shop.view()
    const asked = { table: 'public.ranged', column: 'id', type: 'integer', value: '5' }
    expect(await readsFor(primary, { oid: await oidOf('ranged'), ...asked })).toBeNull()
    expect(timesSpied()).toBe(0)
    // The planner does call it.
    await primary.read('explain select from public.ranged where id = 5')
    expect(timesSpied()).toBeGreaterThan(0)
  })
})
