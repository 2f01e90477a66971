/** What others have to do with a set: pg_partman, subscribers, autovacuum, and whoever puts rows under a key of integers. */
import { describe, expect, onTestFinished, test } from 'vitest'
import { hear } from '#test/support/hostile'
import { startHowdah, wordsOf } from '#test/support/howdah'
import { outcomeOf } from '#test/support/kills'
import { asOwner, month, monthlyTable, nameOf } from '#test/support/partitions/rotating'
import { testServer } from '#test/support/postgres'
import { observer, profile } from '#test/support/profile'

const managed = await testServer({
  ...profile.settings,
  wal_level: 'logical',
  autovacuum_naptime: '1s',
  // Autovacuum stays: nobody waits for its lock so long.
  deadlock_timeout: '60s',
})
const howdah = await startHowdah({ managed })
const { database } = howdah
await howdah.start()
const run = (...statements: readonly string[]) => asOwner(howdah, ...statements)

/** A table without autovacuum, which the login that observes may read. */
const fresh = async (table: string, from: number, to: number): Promise<void> => {
  await run(...monthlyTable(from, to, table), `grant select on ${table} to ${observer}`)
}

/** All that the look asks of pg_partman: the extension's row and its table. No file of the extension is needed. */
const partman = [
  'create schema if not exists partman',
  'create table partman.part_config (parent_table text primary key, control text)',
  `set allow_system_table_mods = on;
   insert into pg_extension (oid, extname, extowner, extnamespace, extrelocatable, extversion)
   select 99999, 'pg_partman', 10, 'partman'::regnamespace, false, '5.1.0'`,
]

describe('partition.rotate', () => {
  test('leaves a set to pg_partman, and says what is behind and what may not be read', async () => {
    await fresh('kept', -3, -2)
    await managed.run(database, ...partman)
    onTestFinished(() =>
      managed.run(
        database,
        `set allow_system_table_mods = on; delete from pg_extension where oid = 99999`,
      ),
    )
    await hear(
      howdah,
      'olga',
      '/pg partition rotate kept',
      'Whether pg_partman keeps public.kept is not known: the login may not read partman.part_config.',
    )
    await managed.run(
      database,
      `grant usage on schema partman to ${observer}`,
      `grant select on partman.part_config to ${observer}`,
      `insert into partman.part_config values ('public.kept', 'day')`,
    )
    const blocked = await hear(
      howdah,
      'olga',
      '/pg partition rotate kept',
      'pg_partman keeps public.kept (partman.part_config), so Howdah leaves it alone.',
    )
    expect(blocked).toContain(`It has fallen behind: the last partition ended at ${month(-1)}.`)
    await hear(howdah, 'olga', '/pg partition show kept', 'It does not recover by itself')
    await fresh('own', 0, 1)
    expect(wordsOf(await howdah.plan('/pg partition rotate own ahead=2'))).not.toContain('partman')
  })

  test('tells subscribers in which order to make a partition, and that order loses no row', async () => {
    await fresh('sent', 0, 1)
    const other = await managed.freshDatabase('app')
    const there = (...statements: readonly string[]) =>
      asOwner({ managed, database: other }, ...statements)
    await there(...monthlyTable(0, 1, 'sent'))
    await managed.run(
      database,
      'create publication changes for table sent',
      `select pg_create_logical_replication_slot('reports', 'pgoutput')`,
    )
    const { port, password } = new URL(managed.url(database))
    await managed.run(
      other,
      `create subscription reports connection 'host=127.0.0.1 port=${port} dbname=${database} user=postgres password=${password}'
       publication changes with (create_slot = false, slot_name = 'reports', copy_data = false)`,
    )
    onTestFinished(() => managed.run(other, 'drop subscription reports'))
    const plan = await howdah.plan('/pg partition rotate sent ahead=2')
    expect(wordsOf(plan)).toContain(
      'Publication changes sends changes by partition: make the same partitions on the subscribers (reports) first, run this, then there `ALTER SUBSCRIPTION … REFRESH PUBLICATION` before the first row comes.',
    )
    await there(
      `create table ${nameOf(2, 'sent')} partition of sent for values from ('${month(2)}') to ('${month(3)}')`,
    )
    await howdah.click('adam', plan, 'approve')
    expect(await outcomeOf(howdah, plan)).toBe('succeeded')
    await managed.run(other, 'alter subscription reports refresh publication')
    await run(`insert into sent (day) values ('${month(2)}'), ('${month(0)}')`)
    await expect
      .poll(() => managed.query(other, 'select count(*)::int as n from sent'), { timeout: 110_000 })
      .toEqual([{ n: 2 }])
  })

  test('says that autovacuum works on what a short lock is wanted for, and how to get past it', async () => {
    await fresh('swept', 0, 1)
    const slow =
      'autovacuum_vacuum_insert_threshold = 1, autovacuum_vacuum_cost_delay = 100, autovacuum_vacuum_cost_limit = 1'
    await run(
      'create table swept_default partition of swept default',
      `insert into swept (day, note) select date '1999-01-01', repeat('x', 500) from generate_series(1, 20000)`,
      `alter table swept_default set (${slow})`,
    )
    const worker = () =>
      managed.query<{ pid: number }>(
        'postgres',
        `select pid from pg_stat_activity where query like 'autovacuum: %swept_default%'`,
      )
    await expect.poll(worker, { timeout: 110_000, interval: 200 }).toHaveLength(1)
    const [{ pid } = { pid: 0 }] = await worker()
    const plan = await howdah.plan('/pg partition rotate swept ahead=2')
    expect(wordsOf(plan)).toContain(
      `Autovacuum (pid ${pid}) works on public.swept_default, and the short lock of an attachment does not get past that. Wait for its end, or end it with \`/pg session cancel ${pid}\`.`,
    )
    await howdah.click('olga', plan, 'withdraw')
  })
})

describe('partition list', () => {
  test('tells how far a key of integers has come, by its sequence or by its rows', async () => {
    await run(
      'create table numbers (id bigint generated always as identity, note text) partition by range (id)',
      ...[0, 1, 2, 3].map(
        at =>
          `create table numbers_${at} partition of numbers for values from (${at * 1_000}) to (${(at + 1) * 1_000})`,
      ),
      `insert into numbers (note) select 'n' from generate_series(1, 1500)`,
      `grant select on sequence numbers_id_seq to ${observer}`,
    )
    const listed = await hear(howdah, 'olga', '/pg partition list', 'public.numbers has')
    expect(listed).toContain(
      'public.numbers has partitions for 2 whole periods more: the last ends at 4,000, rows after that are refused.',
    )
    await run(`revoke select on sequence numbers_id_seq from ${observer}`, 'analyze numbers')
    await hear(howdah, 'olga', '/pg partition show numbers', 'runway 2 ranges')
  })
})
