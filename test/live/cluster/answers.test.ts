/** Answers about a primary and a replica: status, tags, databases, and the use of indexes on every node. */

import { beforeAll, describe, expect, test, vi } from 'vitest'
import type { Answer, Reply } from '#model/reply'
import { startHowdah } from '#test/support/howdah'
import { openInProcess } from '#test/support/in-process'
import { major } from '#test/support/majors'
import { testCluster } from '#test/support/postgres'
import { carefully, carefulRoles } from '#test/support/profile'

const { primary, replica } = await testCluster()
const nodes = [
  { name: 'shop-1', url: `postgres://127.0.0.1:${primary.port}` },
  { name: 'shop-2', url: `postgres://127.0.0.1:${replica.port}` },
]
await carefulRoles(primary)
const second = await primary.freshDatabase()
const howdah = await startHowdah({
  managed: primary,
  prepare: carefully,
  tables: [
    'create table users (id int, email text)',
    'create index users_id_idx on users (id)',
    `create table btw (id int, c circle, exclude using gist (c with &&))`,
    'create table parted (id int) partition by range (id)',
    'create table parted_1 partition of parted for values from (0) to (10000)',
    'create index parted_id_idx on parted (id)',
    'insert into parted select i from generate_series(1, 5000) i',
    'create schema sales create table orders (id int)',
    'create schema billing create table orders (id int)',
    'create index orders_id_idx on sales.orders (id)',
    'create index orders_id_idx on billing.orders (id)',
    'create table parents (id int primary key, code int not null)',
    'create unique index parents_code_idx on parents (code)',
    'create table twins (id int not null, name text, at int, unique (id))',
    'create index twins_first on twins (name, at) include (id)',
    'create index twins_again on twins (name asc, at asc nulls last) include (id) with (fillfactor = 70)',
    'create index " USING btree (odd)" on twins (lower(name))',
    'create index twins_lower on twins (lower(name))',
    'create index twins_swapped on twins (at, name) include (id)',
    'create index twins_collated on twins (name collate "C", at) include (id)',
    'create index twins_pattern on twins (name text_pattern_ops, at) include (id)',
    'create index twins_down on twins (name, at desc) include (id)',
    'create index twins_some on twins (name, at) include (id) where at > 1',
    'create index twins_keys on twins (name, at, id)',
    'create index twins_hash on twins using hash (name)',
    'create index twins_name on twins (name)',
    'create unique index twins_strict on twins (at)',
    'create unique index twins_nulls on twins (at) nulls not distinct',
    'create index twins_id on twins (id)',
    'create unique index twins_own on twins (id)',
    'alter table twins replica identity using index twins_own',
    'create index parted_1_own on parted_1 (id)',
    'create table children (code int references parents (code))',
  ],
  cluster: { nodes, tags: ['eu'] },
  inventory: {},
})
const inProcess = openInProcess(howdah)

const answered = (reply: Reply): Answer => {
  if (reply.kind !== 'answer') throw new Error(JSON.stringify(reply))
  return reply
}
const ask = async (text: string): Promise<Answer> => answered(await inProcess.say(text))
const refused = async (text: string): Promise<string> => {
  const reply = await inProcess.say(`${text} reason=test`)
  if (reply.kind !== 'refusal') throw new Error(JSON.stringify(reply))
  return `${reply.because} ${reply.instead}`
}

const replayed = async (): Promise<void> => {
  const [{ lsn } = { lsn: '' }] = await primary.query<{ lsn: string }>(
    'postgres',
    'select pg_current_wal_lsn()::text as lsn',
  )
  await vi.waitUntil(
    async () =>
      (
        await replica.query('postgres', 'select where pg_last_wal_replay_lsn() >= $1::pg_lsn', [
          lsn,
        ])
      ).length === 1,
    { timeout: 110_000 },
  )
}

beforeAll(replayed)

describe('index list', () => {
  test('gives the scans of each node, in five columns, what to look at first', async () => {
    const client = await replica.connect(howdah.database)
    await client.query('set enable_seqscan = off')
    await client.query('select from users where id = 1')
    await client.query('select pg_stat_force_next_flush()')
    await client.end()
    const scans = async () =>
      (await ask('index list users')).table?.rows.find(([name]) => name === 'users_id_idx')?.[4]
    await expect
      .poll(scans, { timeout: 110_000 })
      .toMatch(major >= 16 ? /^shop-1 0, shop-2 1; last \d{4}-\d\d-\d\d$/ : /^shop-1 0, shop-2 1$/)
    const { table, lines } = await ask('index list')
    expect(table?.columns).toEqual(['Index', 'Remark', 'Size', 'Table', 'Scans by node'])
    const remarks = table?.rows.map(row => row[1] !== '') ?? []
    expect(remarks).toEqual(remarks.toSorted((one, other) => Number(other) - Number(one)))
    // Both servers are minutes old.
    expect(table?.rows.some(row => /unused/.test(row[1] ?? ''))).toBe(false)
    expect(lines?.join()).toMatch(
      /^Scans are counted since \S+ \S+ UTC on shop-1, since \S+ \S+ UTC on shop-2: nothing is called unused before 30 days\.$/,
    )
  })

  test('calls only those the same that are, and none that something stands on', async () => {
    const remarks = async (table: string) =>
      Object.fromEntries(
        ((await ask(`index list ${table}`)).table?.rows ?? []).flatMap(row =>
          /^(same|covered)/.test(row[1] ?? '') ? [[row[0], row[1]]] : [],
        ),
      )
    expect(await remarks('twins')).toEqual({
      twins_again: 'same as twins_first',
      twins_lower: 'same as  USING btree (odd)',
      twins_id: 'covered by twins_id_key, which is unique',
    })
    expect(await remarks('parted_1')).toEqual({ parted_1_own: 'same as parted_1_id_idx' })
  })

  test('shows the index of a partitioned table with the size of its parts', async () => {
    const { table } = await ask('index list parted')
    expect(table?.rows.map(([name]) => name)).toEqual(['parted_id_idx'])
    expect(table?.rows[0]?.[2]).toMatch(/^1\d\d kB$/)
  })
})

describe('a plan that builds', () => {
  test.each(['index create users columns=email', 'index reindex users_id_idx'])(
    '%s says that replicas receive its WAL',
    async typed => {
      expect(JSON.stringify(await inProcess.say(`${typed} reason=test`))).toContain(
        'which replicas have to receive',
      )
    },
  )
})

describe('index drop and index reindex', () => {
  test.each([
    ['index drop parted_id_idx', 'is the index of a partitioned table', 'maintenance window'],
    ['index drop parted_1_id_idx', 'is part of an index of a partitioned table', ''],
    [
      'index drop parents_code_idx',
      'Foreign keys rely on public.parents_code_idx',
      'on public.children',
    ],
    [
      'index drop orders_id_idx',
      'Several schemas have an index orders_id_idx',
      '`sales.orders_id_idx`',
    ],
    ['index create orders columns=id', 'Several schemas have a table orders', '`billing.orders`'],
    ['index reindex btw_c_excl', 'keeps the exclusion constraint btw_c_excl', 'REINDEX'],
    ['index reindex parted_id_idx', 'is the index of a partitioned table', 'one by one'],
  ])('%s is refused in words', async (typed, because, instead) => {
    const said = await refused(typed)
    expect(said).toContain(because)
    expect(said).toContain(instead)
  })

  test('PostgreSQL says the same of exclusion constraints', async () => {
    const said = await primary.run(howdah.database, 'reindex index concurrently btw_c_excl').then(
      () => 'rebuilt',
      (error: Error) => error.message,
    )
    expect(said).toContain('exclusion constraint')
  })
})

describe('status', () => {
  test('tells of clusters with a tag, and of no others', async () => {
    expect((await ask('status tag=eu')).table?.rows).toHaveLength(2)
    expect(await inProcess.say('status tag=us')).toMatchObject({
      because: 'No cluster in the inventory matches.',
      instead: 'Known clusters: shop.',
    })
  })

  test('is about the first database, and other answers about the one that is named', async () => {
    await primary.run(
      second,
      'create table only_here (id int)',
      'create index only_idx on only_here (id)',
    )
    await replayed()
    const { table } = await ask(`index list database=${second}`)
    expect(table?.rows.map(([name]) => name)).toEqual(['only_idx'])
  })

  test('says that a replica does not stream any more, although it has replayed all it received', async () => {
    expect((await ask('status')).title).toContain('every node answers')
    // The replica's slot goes before the replica comes back: from then on the primary sends no WAL.
    const dropped = async (): Promise<string> => {
      await primary.query('postgres', 'select pg_terminate_backend(pid) from pg_stat_replication')
      return primary.query('postgres', `select pg_drop_replication_slot('shop_2')`).then(
        () => 'dropped',
        (error: Error) => error.message,
      )
    }
    await expect.poll(dropped, { timeout: 110_000 }).toMatch(/^dropped|does not exist/)
    const streaming = () =>
      replica.query('postgres', `select from pg_stat_wal_receiver where status = 'streaming'`)
    await expect.poll(streaming, { timeout: 110_000 }).toEqual([])
    await primary.run(
      howdah.database,
      'insert into users select i from generate_series(1, 20000) i',
    )
    const { title, table } = await ask('status')
    expect(title).toMatch(
      /^shop-2 does not stream from the primary: it knows all until \d{4}-\d\d-\d\d \d\d:\d\d UTC, and is (\d+|\d\.\d) [kM]B behind\./,
    )
    expect(table?.rows.find(([name]) => name === 'shop-2')?.[1]).toMatch(
      /^replica, not streaming, .+ behind$/,
    )
  })
})
