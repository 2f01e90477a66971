import { beforeAll, describe, expect, test } from 'vitest'
import { hear } from '#test/support/hostile'
import { startHowdah, wordsOf } from '#test/support/howdah'
import { outcomeOf, twoBots } from '#test/support/kills'
import { testCluster } from '#test/support/postgres'
import { observer } from '#test/support/profile'

// A replica whose replay is paused is what a clone is: the same system at an earlier moment, in recovery.
const { primary, replica } = await testCluster()
const howdah = await startHowdah({
  managed: primary,
  tables: [
    'create table orders as select n as id from generate_series(1, 100) n',
    'create table users (id int)',
    `grant select on orders to ${observer}`,
  ],
  cluster: { rows_in_chat: { most: 3 } },
  clusters: {
    'shop-before': {
      environment: 'sample',
      clone_of: 'shop',
      databases: ['postgres'],
      nodes: [{ name: 'before-1', url: `postgres://127.0.0.1:${replica.port}` }],
      credentials: { observe: `${observer}:${observer}`, ddl: 'howdah:howdah' },
    },
  },
})
const { database } = howdah

const patience = { timeout: 110_000 }

/** Waits until the replica has replayed everything. */
const caughtUp = async () => {
  const [{ lsn } = { lsn: '' }] = await primary.query<{ lsn: string }>(
    'postgres',
    'select pg_current_wal_lsn()::text as lsn',
  )
  const behind = () =>
    replica.query('postgres', 'select where pg_last_wal_replay_lsn() < $1::pg_lsn', [lsn])
  await expect.poll(behind, patience).toEqual([])
}

const pause = async () => {
  await replica.run('postgres', 'select pg_wal_replay_pause()')
  const paused = () =>
    replica.query('postgres', `select where pg_get_wal_replay_pause_state() = 'paused'`)
  await expect.poll(paused, patience).toHaveLength(1)
}

const goOn = () => replica.run('postgres', 'select pg_wal_replay_resume()')

beforeAll(() => twoBots(howdah))

describe('clone.export of a clone in recovery', () => {
  test('refuses a clone that still replays', async () => {
    await caughtUp()
    expect(
      await hear(
        howdah,
        'olga',
        '/pg clone export orders cluster=shop-before',
        'still replays WAL',
      ),
    ).toContain('Wait until it is paused at its moment.')
  })

  test('brings rows back that were deleted since, named after the moment of the clone', async () => {
    await pause()
    await primary.run(database, 'delete from orders')
    const plan = await howdah.plan('/pg clone export orders cluster=shop-before')
    const [schema = ''] = /recovered_orders_\d{8}_\d{4}/.exec(wordsOf(plan)) ?? []
    await howdah.click('adam', plan, 'approve')
    expect(await outcomeOf(howdah, plan)).toBe('succeeded')
    expect(await primary.query(database, `select count(*)::int from ${schema}.orders`)).toEqual([
      { count: 100 },
    ])
    expect(
      await primary.query(
        database,
        `select from ${schema}.howdah_copy where source ~ ', at \\d+/'`,
      ),
    ).toHaveLength(1)
  })

  test('has rows that a person may see, by the inventory, as the record has before, without a value', async () => {
    const said = '/pg clone rows shop-before table=orders cluster=shop'
    const told = await hear(howdah, 'olga', said, 'public.orders in shop-before')
    expect(told).toContain('3 rows, in no order')
    const [entry] = await howdah.store.query<{ body: string }>(
      `select body::text from howdah.audit where body like '%"kind":"rows.shown"%'`,
    )
    expect(JSON.parse(entry?.body ?? '{}')).toMatchObject({
      actor: 'T_LOCAL/U_OLGA',
      subject: { cluster: 'shop', clone: 'shop-before' },
      detail: { name: 'olga', database, table: 'public.orders', columns: ['id'], rows: 3 },
    })
    expect(
      await hear(howdah, 'olga', said.replace('orders', 'users'), 'may not read rows'),
    ).toContain('GRANT SELECT ON public.users')
  })

  test('calls no code of the owner while the login may become another owner', async () => {
    const asApp = (...statements: readonly string[]) =>
      primary.run(database, ...statements.map(one => `set role app; ${one}`))
    const caught = () => primary.query(database, 'table caught')
    await primary.run('postgres', 'create role billing', 'grant billing to howdah')
    await primary.run(
      database,
      'create table caught (who name)',
      'grant insert on caught to public',
    )
    await asApp(
      `create function escape() returns text language plpgsql as $$ begin
         perform set_config('role', 'none', false); insert into public.caught values (current_user); return 'r'; end $$`,
      // Fits a literal better than the catalogue's (text, name).
      `create function convert_to(text, text) returns bytea language plpgsql as $$ begin
         perform public.escape(); return pg_catalog.convert_to($1, $2::name); end $$`,
    )
    const plan = await howdah.plan('/pg clone export orders cluster=shop-before to=trapped')
    await howdah.click('adam', plan, 'approve')
    expect(await outcomeOf(howdah, plan)).toBe('succeeded')
    expect(await caught()).toEqual([])
    await asApp(
      'alter table trapped.orders rename to kept',
      'create view trapped.orders as select id from trapped.kept where public.escape() is not null',
    )
    const undo = await howdah.planned(() => howdah.click('olga', plan, 'undo'))
    await howdah.click('adam', undo, 'approve')
    expect(await outcomeOf(howdah, undo)).toBe('failed')
    expect(wordsOf(await howdah.message(one => one.ts === undo.ts))).toContain(
      'trapped.orders calls the view trapped.orders of the database',
    )
    expect(await caught()).toEqual([])
    await primary.run('postgres', 'revoke billing from howdah')
  })

  test('is out of date when the clone has moved since the plan', async () => {
    const plan = await howdah.plan('/pg clone export orders cluster=shop-before to=later')
    await goOn()
    await caughtUp()
    await pause()
    await howdah.click('adam', plan, 'approve')
    await howdah.message(one => one.ts === plan.ts && wordsOf(one).includes('Out of date.'))
    expect(
      await primary.query(database, `select from pg_namespace where nspname = 'later'`),
    ).toEqual([])
  })

  test('refuses a table that was locked at that moment, and does not wait for it', async () => {
    await goOn()
    const dropping = await primary.connect(database)
    await dropping.query('begin')
    await dropping.query('drop table users')
    await primary.run(database, 'insert into orders values (1)')
    const locked = () =>
      replica.query(
        database,
        `select from pg_locks where mode = 'AccessExclusiveLock' and relation = 'users'::regclass`,
      )
    await expect.poll(locked, patience).toHaveLength(1)
    await pause()
    const told = await hear(
      howdah,
      'olga',
      '/pg clone export users cluster=shop-before',
      'users is locked in shop-before',
    )
    expect(told).toContain('Take a clone of an earlier moment')
    await goOn()
    await dropping.end()
  })
})
