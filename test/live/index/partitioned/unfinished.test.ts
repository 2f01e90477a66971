/** An invalid index of the whole, with some of its parts: a plan completes it, and builds nothing twice. */
import { beforeEach, describe, expect, test } from 'vitest'
import { listenFor } from '#test/support/hostile'
import { startHowdah, wordsOf } from '#test/support/howdah'
import { expectOneOutcome, outcomeOf, runInto, timesRun, twoBots } from '#test/support/kills'

const howdah = await startHowdah()
const { managed, database } = howdah
await twoBots(howdah)

const run = (...statements: readonly string[]) =>
  managed.run(database, ...statements.map(sql => `set role app; ${sql}`))

/** What is left of a plan whose way back failed, and an index by hand. */
const leave = (key: string) =>
  run(
    `create index events_kind_idx on only events (${key})`,
    `create index events_2_kind_idx on only events_2 (${key})`,
    `create index events_1_kind_idx on events_1 (${key})`,
    'alter index events_kind_idx attach partition events_1_kind_idx',
    `create index events_2_odd_mine on events_2_odd (${key})`,
  )

beforeEach(() =>
  run(
    'drop table if exists events',
    'create table events (id int, day int not null, kind text) partition by range (day)',
    'create table events_1 partition of events for values from (1) to (10)',
    'create table events_2 partition of events for values from (10) to (20) partition by list (id)',
    'create table events_2_odd partition of events_2 for values in (1, 3)',
    'create table events_2_rest partition of events_2 default',
    'create table events_3 partition of events for values from (20) to (30)',
    `insert into events select i % 4, 1 + i % 29, 'kind' || i from generate_series(1, 500) i`,
  ),
)

const indexes = () =>
  managed.query<{ name: string; oid: string; valid: boolean }>(
    database,
    `select indexrelid::regclass::text as name, indexrelid::text as oid, indisvalid as valid
     from pg_index i join pg_class c on c.oid = i.indrelid
     where c.relnamespace = 'public'::regnamespace order by 1`,
  )

const names = [
  'events_1_kind_idx',
  'events_2_kind_idx',
  'events_2_odd_mine',
  'events_2_rest_kind_idx',
  'events_3_kind_idx',
  'events_kind_idx',
]

/** Each index is valid, and those of `before` are the same relations as then. */
const expectCompleted = async (before: Awaited<ReturnType<typeof indexes>>): Promise<void> => {
  const now = await indexes()
  expect(now.map(({ name, valid }) => [name, valid])).toEqual(names.map(name => [name, true]))
  for (const { name, oid } of before)
    expect(now.find(one => one.name === name)).toMatchObject({ oid })
}

describe('index.create where the index of the whole is there and invalid', () => {
  test('builds what is lacking, attaches what is there, and takes nothing back', async () => {
    await leave('kind')
    const before = await indexes()
    const plan = await howdah.plan('/pg index create events columns=kind')
    const words = wordsOf(plan)
    expect(words).toContain('Complete index events_kind_idx on public.events (kind)')
    expect(words).toContain(
      'events_kind_idx is there and invalid: public.events_2, public.events_3',
    )
    expect(words).toContain('none: what is there and what this adds stays')
    expect(words).not.toMatch(/ON ONLY|DROP INDEX|ON public\.events_(1|2_odd) /)
    await howdah.click('adam', plan, 'approve')
    expect(await outcomeOf(howdah, plan)).toBe('succeeded')
    await expectCompleted(before)
    await expectOneOutcome(howdah, plan, 'succeeded')
  })

  test('keeps what it built when a build fails, and goes on from there', async () => {
    await run('delete from events where id = 0')
    await leave('(100 / id)')
    await run('insert into events values (0, 15)')
    const first = await howdah.plan('/pg index create events columns=(100/id)')
    await howdah.click('adam', first, 'approve')
    expect(await outcomeOf(howdah, first)).toBe('failed')
    expect(wordsOf(await howdah.message(one => one.ts === first.ts))).toMatch(
      /What was done by then has no way back, and stays: “Build events_3_expr_idx on public\.events_3”/,
    )
    await expectOneOutcome(howdah, first, 'failed')
    await run('delete from events where id = 0')
    const before = await indexes()
    const built = 'CREATE INDEX CONCURRENTLY events_3_expr_idx'
    expect(timesRun(howdah, built)).toBe(1)
    const second = await howdah.plan('/pg index create events columns=(100/id)')
    await howdah.click('adam', second, 'approve')
    expect(await outcomeOf(howdah, second)).toBe('succeeded')
    expect(timesRun(howdah, built)).toBe(1)
    const now = await indexes()
    expect(now.every(({ valid }) => valid)).toBe(true)
    expect(now.map(({ oid }) => oid)).toEqual(expect.arrayContaining(before.map(({ oid }) => oid)))
  })

  test.each([
    [
      'of another name',
      'name=events_more',
      'select',
      'Instead: Ask without `name=`: then it is completed.',
    ],
    [
      'with a part that was invalid when it was attached',
      '',
      `update pg_index set indisvalid = false where indexrelid = 'events_1_kind_idx'::regclass`,
      'a part was invalid when it was attached',
    ],
  ])('refuses one %s', async (_, more, sql, told) => {
    await leave('kind')
    await managed.run(database, sql)
    const heard = listenFor(howdah, 'olga')(told)
    await howdah.say('olga', `/pg index create events columns=kind ${more}`)
    expect(await heard).toMatch(/^Blocked: public\.events_kind_idx is the same index, and invalid/)
  })

  test.each(['step 0 acted', 'step 3 acted', 'step 5 intent'])(
    'ends in one outcome when Howdah is killed at "%s", and drops nothing that was there',
    async point => {
      await twoBots(howdah)
      await leave('kind')
      const before = await indexes()
      const plan = await howdah.plan('/pg index create events columns=kind')
      expect(await runInto(howdah, point, plan)).toBe('succeeded')
      await expectCompleted(before)
    },
    300_000,
  )
})
