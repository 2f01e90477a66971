import { beforeAll, describe, expect, test } from 'vitest'
import { drivers } from '#cluster/drivers/catalogue'
import { failpointsOf } from '#src/failpoint'
import { copyBench } from '#test/support/drivers/copy-bench'
import { hear } from '#test/support/hostile'
import { startHowdah, wordsOf } from '#test/support/howdah'
import { outcomeOf, runInto, twoBots } from '#test/support/kills'
import { testServer } from '#test/support/postgres'
import { observer, profile } from '#test/support/profile'
import { openShop } from '#test/support/shop'

const types = [
  `create type mood as enum ('glad', 'sad')`,
  `create type price as (amount numeric, currency text)`,
]
const managed = await testServer({ log_statement: 'all', ...profile.settings })
const before = await testServer({ log_statement: 'all', ...profile.settings })
const howdah = await startHowdah({
  managed,
  tables: [
    ...types,
    'create domain slowly as int check (pg_sleep(0.01) is not null)',
    'create domain positive as int check (value > 0)',
  ],
  clusters: {
    'shop-before': {
      environment: 'sample',
      clone_of: 'shop',
      databases: ['postgres'],
      nodes: [{ name: 'before-1', url: `postgres://127.0.0.1:${before.port}` }],
      credentials: { observe: `${observer}:${observer}`, ddl: 'howdah:howdah' },
    },
  },
})
const { database } = howdah
const { cluster } = openShop(howdah)

const odd = `create table "Odd ""Orders""" (id bigint generated always as identity, f float8, r real, n numeric(12,4),
  total numeric generated always as (n * 2) stored, b bytea, words text[], m mood, moods mood[], p price, prices price[],
  j jsonb, range int4range, at timestamptz, took interval, "Note ""1""" text collate "C" not null, one char(5), cash money)`
const rows = `insert into "Odd ""Orders""" (f, r, n, b, words, m, moods, p, prices, j, range, at, took, "Note ""1""", one, cash) values
  (0.1 + 0.2, 1e-30, 12.3400, '\\x00ff5c', array['a', null, '{b,"c"}', ''], 'sad', array['glad', null]::mood[], row(1.50, 'EUR'),
    array[row(1, 'a,"b'), null]::price[], '{"a": [1, null, "\\u00e9"]}', '[1,5)', '2026-11-30 14:03:00.123456+01', '1 mon -3 days 00:00:01', E'tab\\t line\\n back\\\\slash \\\\.', 'ab', 12.5),
  ('NaN', '-0', null, null, null, null, null, null, null, null, 'empty', 'infinity', null, '', null, null),
  ('-Infinity', 'Infinity', 0, '', '{}', 'glad', '{}', row(null, null), '{}', 'null', null, '0044-03-15 BC', '-1 day', '\\N', '', 0),
  ('-Infinity', 'Infinity', 0, '', '{}', 'glad', '{}', row(null, null), '{}', 'null', null, '0044-03-15 BC', '-1 day', '\\N', '', 0)`

beforeAll(async () => {
  await before.run('postgres', `create database ${database}`)
  await profile.prepare(before, database)
  for (const server of [managed, before]) await server.run('postgres', 'create role reader')
  await before.run('postgres', `alter database ${database} owner to app`, 'create role gone')
  // Defaults of the servers must not change a value.
  await before.run('postgres', `alter role howdah set datestyle to 'German'`)
  for (const server of [managed, before])
    await server.run(
      'postgres',
      `alter role howdah set idle_in_transaction_session_timeout to '1ms'`,
    )
  await managed.run('postgres', `alter database ${database} set extra_float_digits to -5`)
  for (const statement of [
    ...types,
    'create domain slowly as int',
    'create domain positive as int',
    odd,
    rows,
    'grant select, update ("Note ""1""") on "Odd ""Orders""" to reader with grant option',
    'grant select on "Odd ""Orders""" to gone',
    'create table sold (n positive)',
    'insert into sold values (1), (-1)',
    'create table slow as select n::slowly as n from generate_series(1, 300) n',
    'create table events (id int, at date not null) partition by range (at)',
    `create table events_1 partition of events for values from ('2026-01-01') to ('2026-02-01')`,
    `create table events_2 partition of events for values from ('2026-02-01') to ('2026-03-01')`,
    `insert into events select n, '2026-01-01'::date + n from generate_series(1, 50) n`,
    'create table prices as select 1.25 as amount',
    'create table users as select n as id from generate_series(1, 1000) n',
    'create view totals as select sum(id) from users',
    'reset role; create foreign data wrapper nothing; create server away foreign data wrapper nothing; grant usage on foreign server away to app',
    'create table mixed (n int) partition by list (n)',
    'create unlogged table mixed_1 partition of mixed for values in (1)',
    'create foreign table mixed_2 partition of mixed for values in (2) server away',
  ])
    await before.run(database, `set role app; ${statement}`)
  await managed.run(
    database,
    'alter default privileges for role app grant usage on schemas to reader',
    'alter default privileges for role app grant delete on tables to reader',
  )
  await twoBots(howdah)
})

const copies = async (): Promise<readonly string[]> =>
  (
    await managed.query<{ name: string }>(
      database,
      `select nspname as name from pg_namespace where nspname ~ '^recovered_' order by 1`,
    )
  ).map(({ name }) => name)

/** The rows as text, in an order of their own. */
const rowsOf = async (server: typeof managed, table: string): Promise<readonly string[]> => {
  const client = await server.connect(database)
  try {
    await client.query(`set extra_float_digits to 1; set datestyle to iso`)
    return (
      await client.query<{ line: string }>(
        `select (t.*)::text as line from ${table} t order by (t.*)::text collate "C"`,
      )
    ).rows.map(({ line }) => line)
  } finally {
    await client.end()
  }
}

const approved = async (line: string) => {
  const plan = await howdah.plan(line)
  await howdah.click('adam', plan, 'approve')
  const outcome = await outcomeOf(howdah, plan)
  return { plan, outcome, words: wordsOf(await howdah.message(one => one.ts === plan.ts)) }
}

/** The undo of a plan, approved. */
const undone = async (plan: Awaited<ReturnType<typeof howdah.plan>>) => {
  const undo = await howdah.planned(() => howdah.click('olga', plan, 'undo'))
  await howdah.click('adam', undo, 'approve')
  const outcome = await outcomeOf(howdah, undo)
  return { outcome, words: wordsOf(await howdah.message(one => one.ts === undo.ts)) }
}

describe('clone.export', () => {
  describe('success', () => {
    test('brings each value back as it was, to the owner alone, and takes it back', async () => {
      const { plan, outcome, words } = await approved(
        '/pg clone export cluster=shop-before table="Odd ""Orders""" to=back',
      )
      expect(outcome).toBe('succeeded')
      expect(words).toContain('back."Odd ""Orders""" is there')
      const there = await rowsOf(before, '"Odd ""Orders"""')
      expect(there).toHaveLength(4)
      expect(await rowsOf(managed, 'back."Odd ""Orders"""')).toEqual(there)
      const [about] = await managed.query<object>(
        database,
        `select pg_get_userbyid(n.nspowner) as schema, coalesce(n.nspacl::text, '') as let_in,
           pg_get_userbyid(c.relowner) as owner, c.relacl::text as acl, (select attacl::text from pg_attribute a
             where a.attrelid = c.oid and attname = 'Note "1"') as note,
           (select count(*)::int from pg_attrdef d where d.adrelid = c.oid) as defaults
         from pg_class c join pg_namespace n on n.oid = c.relnamespace where n.nspname = 'back' and c.relname like 'Odd%'`,
      )
      expect(about).toMatchObject({
        schema: 'app',
        owner: 'app',
        acl: expect.stringContaining('reader=r*/app'),
        note: '{reader=w*/app}',
        defaults: 0,
      })
      expect(about).toMatchObject({ let_in: expect.not.stringContaining('reader') })
      expect(
        await managed.query(database, 'select source, rows::int from back.howdah_copy'),
      ).toEqual([
        { source: `public."Odd ""Orders""" of shop-before, database ${database}`, rows: 4 },
      ])
      expect(await undone(plan)).toMatchObject({ outcome: 'succeeded' })
      expect(
        await managed.query(database, `select from pg_namespace where nspname = 'back'`),
      ).toEqual([])
    })

    test('makes one plain table of a partitioned one, which a merge knows by the record', async () => {
      const { outcome } = await approved('/pg clone export events clone=shop-before to=back_events')
      expect(outcome).toBe('succeeded')
      expect(await rowsOf(managed, 'back_events.events')).toEqual(await rowsOf(before, 'events'))
      const merge = '/pg clone merge back_events cluster=shop'
      await hear(howdah, 'olga', merge, 'has no table public.events to merge into')
    })
  })

  describe('refusal', () => {
    test.each([
      ['totals cluster=shop-before', 'public.totals is a view'],
      [
        'mixed cluster=shop-before',
        'public.mixed_1, public.mixed_2 of public.mixed are foreign or unlogged tables, whose rows no clone has.',
      ],
      ['users cluster=shop clone=shop-1', 'There is no clone shop-1 of shop.'],
      ['users cluster=shop-before to=public', 'There is a schema public already.'],
    ])('refuses %s', async (asked, words) => {
      expect(await hear(howdah, 'olga', `/pg clone export ${asked}`, words)).toContain('Instead:')
    })
  })

  describe('failure', () => {
    test('keeps nothing where what arrived is not what was sent', async () => {
      const copied = copyBench(database, () => 1).absent()
      const action = {
        ...copied,
        from: { ...copied.from, table: 'public.prices' },
        // Rounds: the clone has 1.25.
        columns: [{ name: 'amount', type: 'numeric(10,1)', notNull: true }],
      }
      const hand = await drivers.copy.take(action, { cluster, run: 'r-0000000', token: 1 })
      const never = new AbortController().signal
      const acted = hand.act(action, { stop: never, lost: never })
      await expect(acted).rejects.toMatchObject({
        code: 'copy.differs',
        message:
          'What arrived is not what shop-before has: 1 row on both sides, with different values. Nothing was kept.',
      })
      expect(await hand.look(action)).toBe('absent')
      await hand.close()
    })

    test('keeps nothing where a value does not fit any more', async () => {
      const known = await copies()
      const { outcome } = await approved('/pg clone export sold cluster=shop-before')
      expect(outcome).toBe('failed')
      expect(await copies()).toEqual(known)
    })

    test('drops nothing that somebody has changed since', async () => {
      const { plan, outcome } = await approved('/pg clone export users cluster=shop-before')
      expect(outcome).toBe('succeeded')
      await managed.run(database, 'update recovered_users.users set id = 0 where id = 1')
      const { outcome: back, words } = await undone(plan)
      expect(back).toBe('failed')
      expect(words).toContain('are not the ones that were copied any more')
      expect(await rowsOf(managed, 'recovered_users.users')).toHaveLength(1_000)
      await managed.run(database, 'drop schema recovered_users cascade')
    })
  })

  describe('kill', () => {
    test.each(profile.points(failpointsOf(1)))(
      'ends with one copy when Howdah is killed at "%s"',
      async point => {
        await twoBots(howdah)
        const plan = await howdah.plan('/pg clone export users cluster=shop-before')
        expect(await runInto(howdah, point, plan)).toBe('succeeded')
        expect(await copies()).toEqual(['recovered_users'])
        expect(await rowsOf(managed, 'recovered_users.users')).toHaveLength(1_000)
        await managed.run(database, 'drop schema recovered_users cascade')
      },
      300_000,
    )

    test('copies anew when every process dies in the middle, and leaves no session in the clone', async () => {
      await twoBots(howdah)
      const plan = await howdah.plan('/pg clone export slow cluster=shop-before')
      await howdah.click('adam', plan, 'approve')
      const copying = () =>
        managed.query('postgres', `select from pg_stat_progress_copy where bytes_processed > 0`)
      await expect.poll(copying, { timeout: 110_000, interval: 20 }).toHaveLength(1)
      const dying = howdah.bots
      for (const bot of dying) bot.kill()
      await Promise.all(dying.map(({ ended }) => ended))
      await twoBots(howdah)
      expect(await outcomeOf(howdah, plan)).toBe('succeeded')
      expect(await copies()).toEqual(['recovered_slow'])
      expect(await rowsOf(managed, 'recovered_slow.slow')).toHaveLength(300)
      const sessions = () =>
        before.query(
          'postgres',
          `select from pg_stat_activity where application_name ~ '^howdah r-'`,
        )
      await expect.poll(sessions, { timeout: 110_000 }).toEqual([])
    })
  })
})
