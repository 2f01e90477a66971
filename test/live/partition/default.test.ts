/** Rows in the default partition, and interrupted detachments, before a rotation. */
import { beforeEach, describe, expect, test } from 'vitest'
import { hear } from '#test/support/hostile'
import { startHowdah, wordsOf } from '#test/support/howdah'
import { outcomeOf, runInto, twoBots } from '#test/support/kills'
import {
  asOwner,
  month,
  monthlyTable,
  nameOf,
  partitionsIn,
} from '#test/support/partitions/rotating'
import { waitsForLock } from '#test/support/postgres'
import { observer } from '#test/support/profile'

const howdah = await startHowdah()
const { managed, database } = howdah
await twoBots(howdah)
const run = (...statements: readonly string[]) => asOwner(howdah, ...statements)

beforeEach(() =>
  run(
    'drop table if exists events cascade',
    `drop table if exists ${nameOf(-1)}, ${nameOf(2)}, ${nameOf(3)}`,
    ...monthlyTable(-1, 1),
    `grant select on events to ${observer}`,
  ),
)

/** A default partition with rows of the month that is to be made. */
const withDefault = (rows: number) =>
  run(
    'create table events_default partition of events default',
    `grant select on events_default to ${observer}`,
    `insert into events (day, note) select date '${month(2)}' + i % 28, 'n' || i from generate_series(1, ${rows}) i`,
    `insert into events (day) values ('1999-01-01')`,
  )

const countIn = async (table: string): Promise<number> =>
  (await managed.query<{ n: number }>(database, `select count(*)::int as n from ${table}`))[0]?.n ??
  -1

describe('partition.rotate with a default partition', () => {
  test('moves a few rows in the transaction that attaches', async () => {
    await withDefault(50)
    const plan = await howdah.plan('/pg partition rotate events ahead=2')
    expect(wordsOf(plan)).toContain('50 rows or more, out of public.events_default')
    expect(wordsOf(plan)).not.toContain('Rows that are moved')
    await howdah.click('adam', plan, 'approve')
    expect(await outcomeOf(howdah, plan)).toBe('succeeded')
    expect(await countIn(nameOf(2))).toBe(50)
    expect(await countIn('events_default')).toBe(1)
  })

  test('moves no row through code of the table that could act as another owner', async () => {
    await withDefault(50)
    await run(
      'create table if not exists caught (who name)',
      `create or replace function escape() returns trigger language plpgsql as $$ begin
         perform set_config('role', 'none', false); insert into public.caught values (current_user); return old; end $$`,
      'create trigger t before delete on events_default for each row execute function escape()',
    )
    await managed.run('postgres', 'create role billing', 'grant billing to howdah')
    const plan = await howdah.plan('/pg partition rotate events ahead=2')
    await howdah.click('adam', plan, 'approve')
    const outcome = await outcomeOf(howdah, plan)
    await managed.run('postgres', 'revoke billing from howdah', 'drop role billing')
    expect(outcome).toBe('failed')
    expect(wordsOf(await howdah.message(one => one.ts === plan.ts))).toContain(
      'public.events_default calls public.escape() of the database, and such code could act as billing',
    )
    expect(await managed.query(database, 'table caught')).toEqual([])
    expect(await countIn('events_default')).toBe(51)
    expect(await partitionsIn(howdah)).not.toContain(nameOf(2))
  })

  test('moves many rows in batches before, and no row is lost or doubled by a kill', async () => {
    await withDefault(5_000)
    const plan = await howdah.plan('/pg partition rotate events ahead=2')
    expect(wordsOf(plan)).toContain('Rows that are moved are not seen through public.events until')
    expect(wordsOf(plan).replaceAll('\u00a0', ' ')).toContain(
      'batches of up to 2,000 rows, fewer where a batch takes over 50 ms, each followed by a rest',
    )
    expect(await runInto(howdah, 'step 1 acted', plan)).toBe('succeeded')
    await twoBots(howdah)
    expect(await countIn(nameOf(2))).toBe(5_000)
    expect(await countIn('events')).toBe(5_001)
  })

  test('moves them back when a later step fails', async () => {
    await withDefault(5_000)
    const plan = await howdah.plan('/pg partition rotate events ahead=3')
    const outcome = await runInto(howdah, 'step 2 done', plan, 'kill', async () => {
      await howdah.click('adam', plan, 'approve')
      await expect.poll(() => howdah.failed(), { timeout: 110_000 }).toBe(true)
      await run(`create table ${nameOf(3)} (id int)`)
    })
    await twoBots(howdah)
    expect(outcome).toBe('failed')
    expect(wordsOf(await howdah.message(one => one.ts === plan.ts))).toContain(
      'Everything is as it was before.',
    )
    expect(await countIn('events_default')).toBe(5_001)
    expect(await partitionsIn(howdah)).not.toContain(nameOf(2))
    expect(
      await managed.query(database, `select from pg_class where relname = '${nameOf(2)}'`),
    ).toEqual([])
  })
})

describe('partition.rotate beside a default partition', () => {
  test('detaches what is old in an instant, knows it afterwards, and its undo puts it back', async () => {
    // On the first of a month the last one has only just ended.
    await run(
      `create table ${nameOf(-2)} partition of events for values from ('${month(-2)}') to ('${month(-1)}')`,
    )
    await withDefault(1)
    await run(`insert into events (day) values ('${month(-2)}')`)
    const plan = await howdah.plan(
      '/pg partition rotate events ahead=1 keep="1 month" hold="1 second"',
    )
    const words = wordsOf(plan)
    expect(words).toContain(
      'stop for a moment at each detachment, since it has a default partition',
    )
    expect(words).toContain('LOCK TABLE ONLY public.events IN ACCESS EXCLUSIVE MODE NOWAIT')
    expect(words).not.toContain('CONCURRENTLY')
    await howdah.click('adam', plan, 'approve')
    expect(await outcomeOf(howdah, plan)).toBe('succeeded')
    expect(await partitionsIn(howdah)).not.toContain(nameOf(-2))
    await hear(
      howdah,
      'olga',
      '/pg partition show events',
      `Howdah detached public.${nameOf(-2)} from it on`,
    )
    const undo = await howdah.planned(() => howdah.click('olga', plan, 'undo'))
    await howdah.click('dana', undo, 'approve')
    expect(await outcomeOf(howdah, undo)).toBe('succeeded')
    expect(await countIn('events')).toBe(3)
    await hear(howdah, 'olga', '/pg partition show events', 'public.events is partitioned by range')
  })
})

describe('partition.rotate after an interrupted detachment', () => {
  test('finishes it', async () => {
    const reader = await managed.connect(database)
    await reader.query('begin')
    await reader.query('select from events')
    const other = await managed.connect(database)
    const [pid] = (await other.query<{ pid: number }>('select pg_backend_pid() as pid')).rows
    const detaching = other
      .query(`alter table events detach partition ${nameOf(-1)} concurrently`)
      .catch((error: unknown) => error)
    await waitsForLock(managed, pid?.pid ?? 0)
    await managed.run('postgres', `select pg_cancel_backend(${pid?.pid ?? 0})`)
    await detaching
    await Promise.all([reader.end(), other.end()])
    const plan = await howdah.plan('/pg partition rotate events ahead=1')
    expect(wordsOf(plan)).toContain(`DETACH PARTITION public.${nameOf(-1)} FINALIZE`)
    await howdah.click('adam', plan, 'approve')
    expect(await outcomeOf(howdah, plan)).toBe('succeeded')
    expect(await partitionsIn(howdah)).toEqual([nameOf(0), nameOf(1)].toSorted())
    expect(await managed.query(database, 'select from pg_inherits where inhdetachpending')).toEqual(
      [],
    )
  })
})
