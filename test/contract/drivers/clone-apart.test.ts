/** A clone of a server that reaches out in each known way touches no server at all. */
import { createHash } from 'node:crypto'
import {
  chownSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test, vi } from 'vitest'
import { drivers } from '#cluster/drivers/catalogue'
import { binaries } from '#local/postgres/binaries'
import { systemUser } from '#local/postgres/system-user'
import { askClone, cloneNamed } from '#test/support/clones'
import { reins } from '#test/support/drivers/check'
import { backupToClone, cloneBench } from '#test/support/drivers/clone-bench'
import { startHowdah } from '#test/support/howdah'
import { native } from '#test/support/majors'
import { archivingServer, testRepository } from '#test/support/repository'
import { openShop } from '#test/support/shop'

const repository = testRepository()
const managed = await archivingServer(repository, { wal_level: 'logical' })
const howdah = await startHowdah({
  managed,
  cluster: {
    credentials: { observe: 'howdah:howdah', ddl: 'howdah:howdah', backup: 'keeper:keeper' },
  },
})
const { database } = howdah
const { cluster } = openShop(howdah)
const [{ system } = { system: '' }] = await managed.query<{ system: string }>(
  'postgres',
  'select system_identifier::text as system from pg_control_system()',
)

const space = mkdtempSync(join(tmpdir(), 'howdah-test-space-'))
afterAll(() => rmSync(space, { recursive: true, force: true }))
const [spaceOfServer, laterSpace] = [join(space, 'live'), join(space, 'later')]
for (const one of [spaceOfServer, laterSpace]) mkdirSync(one)
const user = systemUser()
if (user) for (const one of [space, spaceOfServer, laterSpace]) chownSync(one, user.uid, user.gid)

const self = `host=127.0.0.1 port=${managed.port} user=postgres password=${managed.password}`
await managed.run(
  database,
  'create table heard (id int primary key)',
  'create publication everything for table heard',
  `select pg_create_logical_replication_slot('own_sub', 'pgoutput')`,
  `create tablespace fast location '${spaceOfServer}'`,
  'create table spaced tablespace fast as select generate_series(1, 500) as id',
  'alter table spaced owner to app',
  'create extension postgres_fdw',
  `create server self foreign data wrapper postgres_fdw options (host '127.0.0.1', port '${managed.port}', dbname '${database}')`,
  `create user mapping for public server self options (user 'postgres', password '${managed.password}')`,
  // Would fit better than PostgreSQL's own, where a superuser looks for functions in public.
  `create function public.format(text, text, name) returns text language plpgsql
     as $$ begin raise exception 'called by %', current_user; end $$`,
  `create foreign table mirror (id int) server self options (schema_name 'public', table_name 'heard')`,
  'grant insert on mirror to app',
  'create unlogged table brief as select generate_series(1, 5) as id',
  'grant select on brief to app',
)
await managed.run('postgres', 'create database listener')
await managed.run(
  'listener',
  'create table heard (id int primary key)',
  `create subscription own_sub connection '${self} dbname=${database}' publication everything
   with (create_slot = false, slot_name = 'own_sub')`,
)

/** Files of a live tablespace, with a sum of each. */
const filesIn = (live: string): readonly string[] =>
  readdirSync(live, { recursive: true, withFileTypes: true })
    .filter(one => one.isFile())
    .map(one => {
      const path = join(one.parentPath, one.name)
      return `${path} ${createHash('sha256').update(readFileSync(path)).digest('hex')}`
    })
    .sort()

const consumer = async () =>
  (
    await managed.query<{ pid: number | null }>(
      'postgres',
      `select active_pid as pid from pg_replication_slots where slot_name = 'own_sub'`,
    )
  )[0]?.pid ?? null

const place = { node: 'shop-1', database, duty: 'backup' } as const

await vi.waitUntil(async () => (await consumer()) !== null, { timeout: 110_000 })
const backed = await backupToClone({ cluster, server: managed }, repository, {
  place,
  system,
  before: 'insert into heard select generate_series(1, 10)',
  after: 'drop table if exists dropped_later',
})
const bench = cloneBench(place, repository, {
  system,
  programs: join(await binaries(native), 'bin'),
  backed: () => backed,
})

const lsnOf = async (call: string): Promise<string> => {
  const [row] = await managed.query<{ lsn: string }>(database, `select ${call}::text as lsn`)
  return row?.lsn ?? ''
}

test('leaves subscription, foreign server, tablespace and synchronous standby alone', async () => {
  await managed.run(
    'postgres',
    `alter system set synchronous_commit = 'local'`,
    `alter system set synchronous_standby_names = 'nobody'`,
    'select pg_reload_conf()',
    'checkpoint',
  )
  const [files, pid] = [filesIn(spaceOfServer), await consumer()]
  const action = bench.absent()
  const hand = await drivers.clone.take(action, { cluster, run: 'r-apart', token: 1 })
  await hand.act(action, reins())
  expect(await hand.look(action)).toBe('present')
  await hand.close()

  const clone = await cloneNamed(repository.clones, action.clone)
  const data = join(repository.clones, `${action.clone}.r-apart.1`, 'data')
  for (const name of readdirSync(join(data, 'pg_tblspc')))
    expect(readlinkSync(join(data, 'pg_tblspc', name))).toContain(repository.clones)
  expect(await askClone(clone, database, 'select count(*)::int as n from spaced')).toEqual([
    { n: 500 },
  ])
  await expect(askClone(clone, database, 'insert into spaced values (0)')).rejects.toThrow(
    /read-only transaction/,
  )
  const [settings] = await askClone<{ readonly all: string }>(
    clone,
    database,
    `select string_agg(name || '=' || setting, ' ' order by name) as all from pg_settings where name in
       ('synchronous_standby_names', 'archive_mode', 'listen_addresses', 'max_logical_replication_workers')`,
  )
  expect(settings?.all).toBe(
    'archive_mode=off listen_addresses= max_logical_replication_workers=0 synchronous_standby_names=',
  )
  expect(filesIn(spaceOfServer)).toEqual(files)
  expect(await consumer()).toBe(pid)
  const rows = await managed.query(database, 'select count(*)::int as n from heard')
  expect(rows).toEqual([{ n: 10 }])
})

test('reaches nobody either once it was promoted, though the application writes there', async () => {
  const [files, pid] = [filesIn(spaceOfServer), await consumer()]
  const archived = repository.archived()
  const name = 'shop-clone-1'
  const action = { ...bench.absent(), clone: name, way: 'promote' } as const
  const hand = await drivers.clone.take(action, { cluster, run: 'r-promote', token: 1 })
  expect(await hand.look(action)).toBe('absent')
  await hand.act(action, reins())
  expect(await hand.look(action)).toBe('present')
  await hand.close()

  const clone = await cloneNamed(repository.clones, name)
  const [state] = await askClone<{ readonly all: string }>(
    clone,
    database,
    `select concat_ws(' ', pg_is_in_recovery(), (select count(*) from brief),
       (select count(*) from pg_replication_slots), (select count(*) from pg_user_mappings),
       (select string_agg(subname || ' ' || subenabled, ',') from pg_subscription),
       (select string_agg(name || '=' || setting, ' ' order by name) from pg_settings where name in
         ('synchronous_standby_names', 'archive_mode', 'listen_addresses', 'max_logical_replication_workers'))) as all`,
  )
  expect(state?.all).toBe(
    'f 0 0 0 own_sub false archive_mode=off listen_addresses= max_logical_replication_workers=0 synchronous_standby_names=',
  )
  await askClone(clone, database, 'insert into spaced select generate_series(1, 500)')
  await expect(askClone(clone, database, 'insert into mirror values (11)')).rejects.toThrow(
    /user mapping not found/,
  )
  expect(filesIn(spaceOfServer)).toEqual(files)
  expect(await consumer()).toBe(pid)
  expect(await managed.query(database, 'select count(*)::int as n from heard')).toEqual([{ n: 10 }])
  expect(repository.archived()).toEqual(archived)
})

test('stops at a tablespace that was made after the backup, and writes nothing into that folder', async () => {
  await managed.run(
    database,
    `create tablespace later location '${laterSpace}'`,
    `create table late (id int) with (autovacuum_enabled = off) tablespace later`,
    'insert into late select generate_series(1, 500)',
  )
  const target = {
    kind: 'lsn',
    lsn: await lsnOf('pg_current_wal_insert_lsn()'),
    inclusive: false,
  } as const
  await managed.run(database, 'update late set id = id + 1', 'vacuum late', 'checkpoint')
  const files = filesIn(laterSpace)
  const action = { ...bench.absent(), target, until: await lsnOf('pg_switch_wal()') }
  const hand = await drivers.clone.take(action, { cluster, run: 'r-later', token: 1 })
  await expect(hand.act(action, reins())).rejects.toThrow(
    `A tablespace was made in ${laterSpace} after full-1`,
  )
  expect(filesIn(laterSpace)).toEqual(files)
  expect(await hand.look(action)).toBe('absent')
  await hand.close()
})
