/** Code of a table in a session that may become the owner of other tables: by whatever way it is reached, it is not called. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { drivers } from '#cluster/drivers/catalogue'
import type { Plan } from '#model/plan'
import { findPlan } from '#store/plans'
import { startCounting } from '#test/support/batches/counted'
import { reins } from '#test/support/drivers/check'
import { openShop } from '#test/support/shop'

const { howdah, house, count, table, counts, read } = await startCounting()
const { managed, database } = howdah

const asApp = (statements: readonly string[]): Promise<void> =>
  managed.run(database, ...statements.map(one => `set role app; ${one}`))

beforeAll(async () => {
  await managed.run(database, 'create table caught (who name)', 'grant insert on caught to public')
  await asApp([
    `create function escape() returns trigger language plpgsql as $$ begin
       perform set_config('role', 'none', false); insert into public.caught values (current_user); return new; end $$`,
    // Code that may set no role, and leaves something to the end of the transaction.
    'create table later (n int)',
    'create constraint trigger t after insert on later deferrable initially deferred for each row execute function escape()',
    `create function leave() returns trigger language plpgsql security definer as $$ begin
       insert into public.later values (1); return new; end $$`,
    `create function fits(n int) returns boolean language plpgsql as $$ begin return n < 1000; end $$`,
    'create domain fine as int check (fits(value))',
    `create function apart(a int, b int) returns float8 immutable language plpgsql as $$ begin return a - b; end $$`,
    `create function kept(a int) returns int immutable language plpgsql as $$ begin return a; end $$`,
    'create type span as range (subtype = int, subtype_diff = apart)',
  ])
  await managed.run('postgres', 'create role billing', 'grant billing to howdah')
})
afterAll(() => managed.run('postgres', 'revoke billing from howdah'))

test.each<[string, string, string, readonly string[]]>([
  [
    'a trigger',
    'direct',
    'public.escape()',
    ['create trigger t before update on direct for each row execute function escape()'],
  ],
  [
    'a SECURITY DEFINER function, at the commit',
    'definer',
    'public.leave()',
    ['create trigger t before update on definer for each row execute function leave()'],
  ],
  [
    'a second table that a foreign key changes along',
    'parent',
    'public.leave()',
    [
      'alter table parent add unique (n, id)',
      'create table child (n int, id bigint, foreign key (n, id) references parent (n, id) on update cascade)',
      'insert into child select n, id from parent',
      'create trigger t before update on child for each row execute function leave()',
    ],
  ],
  [
    'a domain within a domain',
    'typed',
    'public.fits(integer)',
    [
      'create domain within as int check (fits(value))',
      'create domain around as within',
      'alter table typed add column d around',
    ],
  ],
  [
    'a domain that only an expression names',
    'cast_only',
    'public.fits(integer)',
    ['alter table cast_only add check ((n::fine) is not null)'],
  ],
  [
    'a kept statistic, which planning computes',
    'stated',
    'public.kept(integer)',
    ['create statistics of_stated on (n + kept(1)), id from stated'],
  ],
  [
    'the distance of two values of a range',
    'ranged',
    'public.apart(integer,integer)',
    ['alter table ranged add column s span', 'create index on ranged using gist (s)'],
  ],
  [
    'a check that takes another role by a function of PostgreSQL',
    'role_taken',
    'set_config(text,text,boolean)',
    [`alter table role_taken add check (set_config('role', 'none', false) is not null) not valid`],
  ],
  [
    'a check that holds a statement as text',
    'told',
    'query_to_xml(text,boolean,boolean,text)',
    [
      `alter table told add check (query_to_xml('insert into public.caught values (current_user) returning 1', true, true, '') is not null) not valid`,
    ],
  ],
  [
    'a cast of the key',
    'keyed',
    'public.told(public.colour)',
    [
      `create type colour as enum ('red')`,
      'create function told(colour) returns text language plpgsql as $$ begin return 1; end $$',
      'create cast (colour as text) with function told(colour)',
      `alter table keyed add column c colour default 'red'`,
    ],
  ],
  [
    'a rule',
    'ruled',
    'the rule r',
    ['create rule r as on update to ruled do also insert into later values (1)'],
  ],
])('batches call no code by %s', async (_, name, code, made) => {
  await table(name, 'id bigint primary key', 'i', 20)
  await asApp(made)
  const { id, run } = await count(name, { rows: 10 })
  await house.drive(run)
  const change = await read(id)
  expect(change.ending).toContain(
    `public.${name} calls ${code} of the database, and such code could act as billing, which the same login may become.`,
  )
  expect(change.outcome).toBe('failed')
  expect(await counts(name)).toEqual([{ n: 0, rows: 20 }])
  expect(await managed.query(database, 'table caught')).toEqual([])
})

test('batches read no key of a view that came into the place of the table', async () => {
  await table('seen', 'id bigint primary key', 'i', 20)
  const { id } = await count('seen', { rows: 10 })
  const kept = (await findPlan(howdah.store, id))?.body as Plan | undefined
  const action = kept?.steps[0]?.action
  if (action?.kind !== 'batches') throw new Error('no batches')
  const { cluster } = openShop(howdah)
  const hand = await drivers.batches.take(action, { cluster, run: 'r-seen000', token: 1 })
  await asApp([
    'alter table seen rename to unseen',
    `create function looks() returns boolean language plpgsql as $$ begin
       insert into public.later values (1); return true; end $$`,
    'create view seen as select * from unseen where looks()',
  ])
  await expect(hand.act(action, reins())).rejects.toThrow('public.seen calls the view public.seen')
  await hand.close()
  expect(await managed.query(database, 'table later')).toEqual([])
  expect(await managed.query(database, 'table caught')).toEqual([])
})

test('batches call no operator that fits the key better', async () => {
  await table('texts', 'code varchar(10) primary key', 'i::text', 20)
  for (const [name, sign] of Object.entries({ above: '>', from_on: '>=', up_to: '<=' }))
    await asApp([
      `create function ${name}(varchar, varchar) returns boolean language plpgsql as $$ begin
         perform set_config('role', 'none', false); insert into public.caught values (current_user);
         return $1 operator(pg_catalog.${sign}) $2; end $$`,
      `create operator ${sign} (leftarg = varchar, rightarg = varchar, function = ${name})`,
    ])
  const { id, run } = await count('texts', { rows: 6 })
  await house.drive(run)
  expect((await read(id)).outcome).toBe('succeeded')
  expect(await managed.query(database, 'table caught')).toEqual([])
  expect(await counts('texts')).toEqual([{ n: 1, rows: 20 }])
})

test('batches go through a table without code of its own', async () => {
  await table('plain', 'id bigint primary key', 'i', 20)
  const { id, run } = await count('plain', { rows: 10 })
  await house.drive(run)
  expect((await read(id)).outcome).toBe('succeeded')
})
