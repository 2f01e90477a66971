/** Batches through the engine, in this process: each kind of key, failures, the way back. */
import { describe, expect, test } from 'vitest'
import { startCounting } from '#test/support/batches/counted'

const { howdah, house, count, table, counts, read, propose } = await startCounting()

const done = async (name: string, input: Readonly<Record<string, unknown>> = {}) => {
  const { id, run } = await count(name, input)
  await house.drive(run)
  return { id, run, change: await read(id) }
}

describe('batches', () => {
  test('do each row once, with a checkpoint before each commit', async () => {
    await table('once', 'id bigint primary key', 'i', 1_050)
    const { change, run } = await done('once')
    expect(change).toMatchObject({ outcome: 'succeeded', ending: null })
    expect(await counts('once')).toEqual([{ n: 1, rows: 1_050 }])
    const kept = await howdah.store.query<{ body: { done: object; finished: boolean } }>(
      'select body from howdah.checkpoint where run_id = $1 order by seq',
      [run],
    )
    expect(kept).toHaveLength(12)
    expect(kept.at(-1)?.body).toMatchObject({
      finished: true,
      done: { rows: 1_050, pieces: 11, upTo: ['1050'] },
    })
  })

  test.each([
    ['uuids', 'id uuid primary key', `gen_random_uuid()`],
    ['words', 'id text primary key', `chr(97 + i % 26) || 'ä' || i || '''"'`],
    ['times', 'id timestamptz primary key', `now() + i * interval '1.234567 s'`],
    ['dates', 'id date primary key', `date '2020-01-01' + i`],
    ['shorts', 'id smallint primary key', 'i - 200'],
    ['figures', 'id numeric(12, 3) primary key', 'i / 7.0'],
    ['pairs', '"A b" int, c text, primary key ("A b", c)', `i % 7, 'c' || i`],
  ])('go through %s', async (name, columns, key) => {
    await table(name, columns, key, 333)
    const { change } = await done(name, { rows: 10 })
    expect(change.outcome).toBe('succeeded')
    expect(await counts(name)).toEqual([{ n: 1, rows: 333 }])
  })

  test('go through a partitioned table, and through an empty one', async () => {
    await howdah.managed.run(
      howdah.database,
      'set role app; create table parts (id int primary key, n int default 0) partition by range (id)',
      'set role app; create table parts_1 partition of parts for values from (0) to (50)',
      'set role app; create table parts_2 partition of parts for values from (50) to (200)',
      'set role app; insert into parts select generate_series(1, 120)',
    )
    await table('nothing', 'id int primary key', 'i', 0)
    expect((await done('parts', { rows: 7 })).change.outcome).toBe('succeeded')
    expect((await done('nothing')).change.outcome).toBe('succeeded')
    expect(await counts('parts')).toEqual([{ n: 1, rows: 120 }])
  })

  test('are refused without a primary key, or with one that has no order of its own', async () => {
    await table('keyless', 'id int', 'i', 1)
    await table('odd', 'id boolean primary key', 'true', 1)
    await expect(propose('table.count', { table: 'keyless' })).rejects.toThrow(
      'public.keyless has no primary key, so batches cannot go through it.',
    )
    await expect(propose('table.count', { table: 'odd' })).rejects.toThrow(
      'Batches cannot go through public.odd by id, of type boolean.',
    )
  })

  test('leave alone what is inserted after the last key, and pass over what is deleted', async () => {
    await table('moving', 'id bigint primary key', 'i', 100)
    await howdah.managed.run(
      howdah.database,
      `set role app; create function moved() returns trigger language plpgsql as $$ begin
         insert into moving select max(id) + 1, 0 from moving; delete from moving where id between 50 and 60;
         return null; end $$`,
      'set role app; create trigger moves after update on moving for each statement execute function moved()',
    )
    const { change } = await done('moving', { rows: 10 })
    expect(change.outcome).toBe('succeeded')
    const [untouched, once] = await counts('moving')
    expect(once).toEqual({ n: 1, rows: 89 })
    expect(untouched?.n).toBe(0)
  })

  test('that fail are taken back as far as they came, and the range is told', async () => {
    await table('broken', 'id bigint primary key', 'i', 100)
    const { change } = await done('broken', { rows: 30, add: 'n + (1 + 0 / (77 - id))::int' })
    expect(change.outcome).toBe('failed')
    expect(change.ending).toContain('The batch of id 61 to 90 was rolled back')
    expect(change.ending).toContain('Before it, 60 rows were done in 2 batches.')
    expect(change.ending).toContain('Everything is as it was before.')
    expect(await counts('broken')).toEqual([{ n: 0, rows: 100 }])
  })

  test('that fail without an undo say what stays', async () => {
    await table('stuck', 'id text primary key', `lpad(i::text, 3, '0')`, 100)
    const { change } = await done('stuck', {
      rows: 30,
      undo: 'no',
      add: 'n + (1 + 0 / (77 - id::int))::int',
    })
    expect(change.outcome).toBe('failed')
    expect(change.ending).toContain('the rows after the first 60 in the order of the key')
    expect(change.ending).not.toContain('061')
    expect(change.ending).toContain('60 rows were done in 2 batches')
    expect(change.ending).toContain('What was done stays.')
    expect(change.ending).not.toContain('as it was before')
    expect(await counts('stuck')).toEqual([
      { n: 0, rows: 40 },
      { n: 1, rows: 60 },
    ])
  })

  test('are halved when they last too long', async () => {
    await table('slow', 'id bigint primary key', 'i', 16)
    const { change, run } = await done('slow', {
      rows: 16,
      least: 1,
      deadline: 2,
      add: `n + 1 + (pg_sleep(0.3) is null)::int`,
    })
    expect(change.outcome).toBe('succeeded')
    expect(await counts('slow')).toEqual([{ n: 1, rows: 16 }])
    const [kept] = await howdah.store.query<{ pieces: number }>(
      `select (body -> 'done' ->> 'pieces')::int as pieces from howdah.checkpoint where run_id = $1 order by seq desc limit 1`,
      [run],
    )
    expect(kept?.pieces).toBeGreaterThan(1)
  })

  test('are undone as a plan of their own, no further than they came', async () => {
    await table('undone', 'id bigint primary key', 'i', 100)
    const { id, run } = await done('undone')
    await howdah.managed.run(
      howdah.database,
      'insert into undone select i, 0 from generate_series(101, 130) i',
    )
    expect((await read(id)).undoable).toBe(true)
    const undo = await propose('table.count', { table: 'undone' }, run)
    await house.drive(await house.approve(undo))
    expect((await read(undo)).outcome).toBe('succeeded')
    expect(await counts('undone')).toEqual([{ n: 0, rows: 130 }])
  })
})
