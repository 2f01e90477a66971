/** Foreign partitions: refused, and PostgreSQL does with them what the refusal says of it. */
import { beforeEach, describe, expect, test } from 'vitest'
import { startHowdah } from '#test/support/howdah'
import { openInProcess } from '#test/support/in-process'

const howdah = await startHowdah()
const { managed, database } = howdah
const inProcess = openInProcess(howdah)

await managed.run(
  database,
  'create extension if not exists postgres_fdw',
  'create server far foreign data wrapper postgres_fdw',
  'grant usage on foreign server far to app',
)
const run = (...statements: readonly string[]) =>
  managed.run(database, ...statements.map(sql => `set role app; ${sql}`))

beforeEach(() =>
  run(
    'drop table if exists events',
    'create table events (id int, day int not null) partition by range (day)',
    'create table events_1 partition of events for values from (1) to (10)',
    'create table events_2 partition of events for values from (10) to (20) partition by range (id)',
    'create table events_2_near partition of events_2 for values from (0) to (10)',
    'create foreign table events_2_far partition of events_2 for values from (10) to (20) server far',
  ),
)

const indexes = () =>
  managed.query<{ name: string; valid: boolean }>(
    database,
    `select c.relname as name, i.indisvalid as valid from pg_index i join pg_class c on c.oid = i.indexrelid
     join pg_namespace n on n.oid = c.relnamespace where n.nspname = 'public' order by 1`,
  )

const oids = async (...names: readonly string[]) =>
  managed.query(database, 'select oid from pg_class where relname = any($1) order by oid', [names])

describe('index.create over a foreign partition', () => {
  test('is refused at any level, unique or not', async () => {
    expect(await inProcess.say('index create events columns=id')).toMatchObject({
      because:
        'public.events has foreign partitions (public.events_2_far), which have no indexes: an index that is put together from its partitions stays invalid there.',
    })
    expect(await inProcess.say('index create events columns=id,day unique=yes')).toMatchObject({
      because:
        'public.events has foreign partitions (public.events_2_far), and PostgreSQL makes no unique index on such a table.',
    })
  })

  test('is made on another partition by its name', async () => {
    expect(await inProcess.say('index create events_1 columns=id')).toMatchObject({
      kind: 'proposed',
    })
  })

  test('is refused where all partitions are foreign', async () => {
    await run('drop table events_1', 'drop table events_2_near')
    expect(await inProcess.say('index create events columns=id')).toMatchObject({
      because:
        'public.events has foreign partitions (public.events_2_far) and no others, and foreign tables have no indexes.',
      instead: 'Build it where the rows are, on each server.',
    })
  })
})

describe('PostgreSQL', () => {
  test('leaves an index invalid that is put together, though each part is attached', async () => {
    await run(
      'create index whole on only events (id)',
      'create index whole_2 on only events_2 (id)',
      'create index part_1 on events_1 (id)',
      'create index part_2 on events_2_near (id)',
      'alter index whole attach partition part_1',
      'alter index whole_2 attach partition part_2',
      'alter index whole attach partition whole_2',
    )
    expect(await indexes()).toEqual([
      { name: 'part_1', valid: true },
      { name: 'part_2', valid: true },
      { name: 'whole', valid: false },
      { name: 'whole_2', valid: false },
    ])
  })

  test('makes no unique index of the whole', async () => {
    await expect(run('create unique index on events (id, day)')).rejects.toThrow(
      'cannot create unique index on partitioned table',
    )
  })

  test('takes over what is there by a plain CREATE INDEX, which is valid', async () => {
    await run('create index part_1 on events_1 (id)', 'create index part_2 on events_2_near (id)')
    const before = await oids('part_1', 'part_2')
    await run('create index whole on events (id)')
    expect(await indexes()).toEqual([
      { name: 'events_2_id_idx', valid: true },
      { name: 'part_1', valid: true },
      { name: 'part_2', valid: true },
      { name: 'whole', valid: true },
    ])
    expect(await oids('part_1', 'part_2')).toEqual(before)
  })
})
