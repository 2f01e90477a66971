/**
 * Functions and operators of an application that fit better than the catalogue's: none is called in a session
 * of Howdah, where the author would act as Howdah.
 */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openCluster } from '#cluster/cluster'
import { readConfig } from '#config/read-config'
import type { SqlAction } from '#model/actions/sql'
import { actOnce, sending } from '#test/support/acting'
import { startHowdah } from '#test/support/howdah'
import { outcomeOf, planIdOf } from '#test/support/kills'
import { grantSettings } from '#test/support/setting-grants'
import { sleeper } from '#test/support/sleeper'

const howdah = await startHowdah({
  tables: [
    'create table users (id int, email text, name varchar(40))',
    `insert into users values (1, 'a@b', 'A')`,
    'create index old_idx on users (id)',
  ],
})
const { managed, database } = howdah
await grantSettings(managed, database, ['work_mem'])
const [config] = readConfig({ ...howdah.env }, []).clusters
if (!config) throw new Error('no cluster')
const cluster = openCluster(config)
afterAll(() => cluster.close())

/** Takes the role of the login back, as any code in the session can, and leaves a trace. */
const body = `perform pg_catalog.set_config('role', 'none', false);
  insert into public.caught values (current_user, pg_catalog.current_query());`

const functions = [
  ['format', 'text, name', 'text', `pg_catalog.format($1, $2::text)`],
  ['format', 'text, name, name', 'text', `pg_catalog.format($1, $2::text, $3::text)`],
  ['quote_ident', 'name', 'text', 'pg_catalog.quote_ident($1::text)'],
  ['lower', 'name', 'text', 'pg_catalog.lower($1::text)'],
  ['left', 'name, int', 'text', 'pg_catalog.left($1::text, $2)'],
  ['length', 'name', 'int', 'pg_catalog.length($1::text)'],
  ['octet_length', 'name', 'int', 'pg_catalog.octet_length($1::text)'],
  ['split_part', 'name, text, int', 'text', 'pg_catalog.split_part($1::text, $2, $3)'],
  ['starts_with', 'name, text', 'bool', 'pg_catalog.starts_with($1::text, $2)'],
  ['concat_ws', 'text, text, text', 'text', 'pg_catalog.concat_ws($1, $2, $3)'],
  ['has_table_privilege', 'oid, text', 'bool', 'true'],
] as const

const operators = [
  ['||', 'text', 'name', 'text', `pg_catalog.concat($1, $2)`],
  ['||', 'name', 'text', 'text', `pg_catalog.concat($1, $2)`],
  ['=', 'oid', 'regclass', 'bool', '$1::bigint operator(pg_catalog.=) $2::oid::bigint'],
  ['=', 'oid', 'int', 'bool', '$1::bigint operator(pg_catalog.=) $2'],
  ['*', 'numeric', 'int', 'numeric', '$1 operator(pg_catalog.*) $2::numeric'],
  ['=', 'name', 'varchar', 'bool', '$1::text operator(pg_catalog.=) $2::text'],
] as const

beforeAll(async () => {
  await managed.run(
    database,
    'create table public.caught (who name, query text)',
    'grant insert on public.caught to public',
    'grant usage, create on schema public to app',
  )
  const app = async (text: string) => managed.run(database, `set role app; ${text}`)
  const make = ([name, types, gives, result]: readonly [string, string, string, string]) =>
    app(
      `create function public.${name}(${types}) returns ${gives} language plpgsql as $f$ begin ${body} return ${result}; end $f$`,
    )
  for (const one of functions) await make(one)
  for (const [index, [sign, left, right, gives, result]] of operators.entries()) {
    await make([`decoy_${index}`, `${left}, ${right}`, gives, result])
    await app(
      `create operator public.${sign} (leftarg = ${left}, rightarg = ${right}, function = public.decoy_${index})`,
    )
  }
  await howdah.start()
})

const approved = async (text: string): Promise<string> => {
  const plan = await howdah.plan(text)
  await howdah.click('adam', plan, 'approve')
  return outcomeOf(howdah, plan)
}

const caught = () => managed.query<{ who: string; query: string }>(database, 'table public.caught')

test.each([
  '/pg index create users columns=email name=new_idx',
  '/pg index reindex old_idx',
  '/pg index drop old_idx',
  '/pg config set work_mem=32MB',
])(
  '%s calls none of them',
  async text => {
    expect(await approved(text)).toBe('succeeded')
    expect(await caught()).toEqual([])
  },
  300_000,
)

test('an index calls no function that turned up after its plan', async () => {
  const plan = await howdah.plan('/pg index create users columns=lower(name) name=named_idx')
  const id = planIdOf(plan)
  const [row] = await howdah.store.query<{ action: SqlAction }>(
    `select body #> '{steps,0,action}' as action from howdah.plan where id = $1`,
    [id],
  )
  await managed.run(
    database,
    `set role app; create function public.lower(varchar) returns text language plpgsql immutable
       as $f$ begin ${body} return $1::text; end $f$`,
  )
  await howdah.click('adam', plan, 'approve')
  await expect
    .poll(async () => (await howdah.store.query(outcomes, [id]))[0], { timeout: 110_000 })
    .toEqual({ outcome: 'outdated' })
  // As if the function had turned up between the last look and the statement.
  if (row) await actOnce(cluster, row.action)
  const [built] = await managed.query<{ definition: string }>(
    database,
    `select pg_catalog.pg_get_indexdef('public.named_idx'::regclass) as definition`,
  )
  expect(built?.definition).toMatch(/\(lower\(\(name\)::text\)\)$/)
  expect(await caught()).toEqual([])
}, 300_000)

const outcomes = 'select outcome from howdah.plan where id = $1'

test('the end of a session calls none of them', async () => {
  const { client, pid, ended } = await sleeper(howdah)
  expect(await approved(`/pg session terminate ${pid}`)).toBe('succeeded')
  await ended
  await client.end().catch(() => {})
  expect(await caught()).toEqual([])
}, 300_000)

test('a look at who holds a lock calls none of them', async () => {
  const locker = await managed.connect(database)
  await locker.query('begin')
  await locker.query('lock table public.users in share update exclusive mode')
  const analyze = sending(database, 'ANALYZE users', { role: 'app', again: true, locking: 'short' })
  await expect(actOnce(cluster, analyze)).rejects.toThrow('a lock on public.users on shop-1')
  await locker.end()
  expect(await caught()).toEqual([])
}, 300_000)
