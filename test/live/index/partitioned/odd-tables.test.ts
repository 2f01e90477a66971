/** Partitions that are not all alike: other schemas, columns, owners, and indexes that only look the same. */
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest'
import { listenFor } from '#test/support/hostile'
import { startHowdah, wordsOf } from '#test/support/howdah'
import { invalidIndexes, outcomeOf, twoBots } from '#test/support/kills'

const howdah = await startHowdah()
const { managed, database } = howdah
await twoBots(howdah)

const run = (...statements: readonly string[]) =>
  managed.run(database, ...statements.map(sql => `set role app; ${sql}`))

const built = async (words: string) => {
  const plan = await howdah.plan(`/pg index create ${words}`)
  await howdah.click('adam', plan, 'approve')
  expect(await outcomeOf(howdah, plan)).toBe('succeeded')
  expect(await invalidIndexes(howdah)).toEqual([])
  return howdah.message(one => one.ts === plan.ts)
}

const parts = async (whole: string) =>
  (
    await managed.query<{ name: string }>(
      database,
      `select relid::regclass::text as name from pg_partition_tree('${whole}') where level > 0 order by 1`,
    )
  ).map(({ name }) => name)

beforeEach(() =>
  run(
    'drop schema if exists old cascade',
    'drop table if exists events',
    'create schema old',
    'create table events (id int, day date not null, kind text) partition by range (day)',
    `create table events_1 partition of events for values from ('2026-01-01') to ('2026-02-01')`,
    'create table old.events_1 (gone int, kind text, id int, day date not null)',
    'alter table old.events_1 drop column gone',
    `alter table events attach partition old.events_1 for values from ('2025-01-01') to ('2025-02-01')`,
  ),
)

describe('index.create on partitions that are not all alike', () => {
  test('names each part in its own schema, whatever the order of the columns', async () => {
    await built('events columns=lower(kind),id include=day with=fillfactor=70 where=id>1')
    expect(await parts('events_lower_id_day_idx')).toEqual([
      'events_1_lower_id_day_idx',
      'old.events_1_lower_id_day_idx',
    ])
  })

  test('attaches an index on other column numbers, and none that only looks the same', async () => {
    await run(
      'create index mine on old.events_1 (kind)',
      'create index back on events_1 (kind desc)',
      'create index broad on events_1 (kind) where id > 0',
      'create unique index sole on events_1 (kind)',
    )
    await built('events columns=kind')
    expect(await parts('events_kind_idx')).toEqual(['events_1_kind_idx', 'old.mine'])
  })

  test('builds beside an index that backs a constraint or belongs to another whole', async () => {
    await run(
      'alter table events_1 add constraint once unique (id, day)',
      'create unique index other on events (day, id)',
    )
    await built('events columns=id,day unique=yes')
    expect(await parts('events_id_day_idx')).toEqual([
      'events_1_id_day_idx',
      'old.events_1_id_day_idx',
    ])
    expect(await parts('other')).toHaveLength(2)
  })

  test('leaves a taken name alone, and a long one within 63 bytes', async () => {
    await run('create table events_1_kind_idx ()')
    await built('events columns=kind name=the_kinds')
    expect(await parts('the_kinds')).toEqual(['events_1_kind_idx1', 'old.events_1_kind_idx'])
    await run('drop table events_1_kind_idx')
  })

  test('is refused while an owner of a partition is out of reach', async () => {
    await managed.run(
      'postgres',
      `do $$ begin create role stranger; exception when duplicate_object then null; end $$`,
    )
    await managed.run(database, 'alter table events_1 owner to stranger')
    const told = listenFor(
      howdah,
      'olga',
    )('howdah may not act as stranger, who owns public.events_1')
    await howdah.say('olga', '/pg index create events columns=kind')
    expect(await told).toContain('GRANT stranger TO howdah')
  })

  test('an invalid whole that somebody left is completed', async () => {
    await run('create index events_kind_idx on only events (kind)')
    const plan = await built('events columns=kind')
    expect(wordsOf(plan)).toContain('events_kind_idx')
    expect(await parts('events_kind_idx')).toHaveLength(2)
  })

  test('a stop takes back what was built', async () => {
    const writer = await managed.connect(database)
    onTestFinished(() => writer.end())
    const plan = await howdah.plan('/pg index create events columns=kind')
    await writer.query('begin')
    await writer.query(`insert into events_1 values (1, '2026-01-02', 'a')`)
    await howdah.click('adam', plan, 'approve')
    const running = await howdah.message(
      one => one.ts === plan.ts && wordsOf(one).includes('Held up by'),
    )
    await howdah.click('olga', running, 'stop')
    await howdah.message(one => one.ts === plan.ts && wordsOf(one).includes('Stopping'))
    // The way back waits for the writer as well.
    await writer.query('rollback')
    expect(await outcomeOf(howdah, plan)).toBe('cancelled')
    expect(
      await managed.query(
        database,
        `select from pg_class c join pg_namespace n on n.oid = c.relnamespace where relkind in ('i', 'I') and nspname in ('public', 'old')`,
      ),
    ).toEqual([])
  })
})
