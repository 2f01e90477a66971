import { beforeEach, describe, expect, test } from 'vitest'
import { failpointsOf } from '#src/failpoint'
import { listenFor } from '#test/support/hostile'
import { startHowdah, wordsOf } from '#test/support/howdah'
import {
  expectOneOutcome,
  invalidIndexes,
  outcomeOf,
  ownIndexes,
  runInto,
  timesRun,
  twoBots,
} from '#test/support/kills'
import { profile } from '#test/support/profile'

const howdah = await startHowdah()
const { managed, database } = howdah
await twoBots(howdah)

const run = (...statements: readonly string[]) =>
  managed.run(database, ...statements.map(sql => `set role app; ${sql}`))

beforeEach(() =>
  run(
    'drop table if exists events',
    'create table events (id int, day date not null, kind text) partition by range (day)',
    `create table events_1 partition of events for values from ('2026-01-01') to ('2026-02-01')`,
    `create table events_2 partition of events for values from ('2026-02-01') to ('2026-03-01') partition by list (id)`,
    'create table events_2_odd partition of events_2 for values in (1, 3)',
    'create table events_2_rest partition of events_2 default',
    `insert into events select i % 4, '2026-01-01'::date + i % 59, 'kind' || i from generate_series(1, 2000) i`,
  ),
)

const validity = () =>
  managed.query<{ name: string; valid: boolean }>(
    database,
    `select indexrelid::regclass::text as name, indisvalid as valid from pg_index i join pg_class c on c.oid = i.indrelid
     where c.relnamespace = 'public'::regnamespace order by 1`,
  )

describe('index.create on a partitioned table', () => {
  test('builds each partition, attaches each level, ends with a valid whole, and its undo drops all', async () => {
    const plan = await howdah.plan('/pg index create events columns=kind')
    const words = wordsOf(plan)
    expect(words).toContain(
      'CREATE INDEX events_kind_idx ON ONLY public.events USING btree (kind);',
    )
    expect(words).toContain(
      'CREATE INDEX CONCURRENTLY events_2_odd_kind_idx ON public.events_2_odd USING btree (kind);',
    )
    expect(words).toContain(
      'ALTER INDEX public.events_2_kind_idx ATTACH PARTITION public.events_2_rest_kind_idx;',
    )
    await howdah.click('adam', plan, 'approve')
    expect(await outcomeOf(howdah, plan)).toBe('succeeded')
    const names = [
      'events_1_kind_idx',
      'events_2_kind_idx',
      'events_2_odd_kind_idx',
      'events_2_rest_kind_idx',
      'events_kind_idx',
    ]
    expect(await validity()).toEqual(names.map(name => ({ name, valid: true })))
    expect(wordsOf(await howdah.message(one => one.ts === plan.ts))).toMatch(
      /public\.events_kind_idx is valid and takes \d+ kB\./,
    )
    await expectOneOutcome(howdah, plan, 'succeeded')
    const undo = await howdah.planned(() => howdah.click('olga', plan, 'undo'))
    expect(wordsOf(undo)).toContain('DROP INDEX public.events_kind_idx;')
    await howdah.click('dana', undo, 'approve')
    expect(await outcomeOf(howdah, undo)).toBe('succeeded')
    expect(await ownIndexes(howdah)).toEqual([])
  })

  test('attaches an index that a partition has, and its undo keeps that one', async () => {
    await run('create index "Own kinds" on events_1 (kind)')
    const plan = await howdah.plan('/pg index create events columns=kind')
    expect(wordsOf(plan)).toContain(
      'ALTER INDEX public.events_kind_idx ATTACH PARTITION public."Own kinds";',
    )
    expect(wordsOf(plan)).not.toContain('ON public.events_1 ')
    expect(wordsOf(plan)).toContain('what was there before is built again: public."Own kinds"')
    await howdah.click('adam', plan, 'approve')
    expect(await outcomeOf(howdah, plan)).toBe('succeeded')
    expect(await invalidIndexes(howdah)).toEqual([])
    const undo = await howdah.planned(() => howdah.click('olga', plan, 'undo'))
    expect(wordsOf(undo)).toContain('public."Own kinds" was there before and would go along')
    await howdah.click('dana', undo, 'approve')
    expect(await outcomeOf(howdah, undo)).toBe('succeeded')
    expect(await validity()).toEqual([{ name: '"Own kinds"', valid: true }])
  })

  test('a partition that is added during the run gets its part', async () => {
    const plan = await howdah.plan('/pg index create events columns=kind')
    const outcome = await runInto(howdah, 'step 3 done', plan, 'kill', async () => {
      await howdah.click('adam', plan, 'approve')
      await expect.poll(() => howdah.failed(), { timeout: 110_000 }).toBe(true)
      await run(
        `create table events_3 partition of events for values from ('2026-03-01') to ('2026-04-01')`,
      )
    })
    expect(outcome).toBe('succeeded')
    expect(await ownIndexes(howdah)).toContain('events_3_kind_idx')
  })

  test.each([
    [
      'added',
      `create table events_3 partition of events for values from ('2026-03-01') to ('2026-04-01')`,
      'events_3',
    ],
    ['detached', 'alter table events detach partition events_1', 'it would no longer run'],
  ])('is out of date once a partition was %s', async (_, sql, because) => {
    const plan = await howdah.plan('/pg index create events columns=kind')
    await run(sql)
    await howdah.click('adam', plan, 'approve')
    const ended = await howdah.message(
      one => one.ts === plan.ts && wordsOf(one).includes('Out of date.'),
    )
    expect(wordsOf(ended)).toContain(because)
    expect(await ownIndexes(howdah)).toEqual([])
    await run('drop table if exists events_1')
  })

  describe('refusal', () => {
    test.each([
      [
        'columns=kind unique=yes',
        'public.events is partitioned by day, and a unique index has to contain that',
      ],
      [
        'columns=kind,day unique=yes',
        'public.events_2, a partition of public.events, is partitioned by id',
      ],
    ])('%s is refused in words', async (typed, because) => {
      const told = listenFor(howdah, 'olga')(because)
      await howdah.say('olga', `/pg index create events ${typed}`)
      expect(await told).toMatch(/^Blocked: .+ Instead: /)
    })
  })

  describe('failure', () => {
    test('drops what was built, and leaves an index that was there before', async () => {
      await run(
        'create unique index events_1_mine on events_1 (id, day, kind)',
        `insert into events values (1, '2026-02-02', 'twice'), (1, '2026-02-02', 'twice')`,
      )
      const plan = await howdah.plan('/pg index create events columns=id,day,kind unique=yes')
      await howdah.click('adam', plan, 'approve')
      expect(await outcomeOf(howdah, plan)).toBe('failed')
      const words = wordsOf(await howdah.message(one => one.ts === plan.ts))
      expect(words).toContain('There are duplicates, which a unique index does not take')
      expect(words).toContain('Everything is as it was before.')
      expect(await validity()).toEqual([{ name: 'events_1_mine', valid: true }])
      await expectOneOutcome(howdah, plan, 'failed')
    })

    test('after its own index was attached, builds that one again', async () => {
      await run(
        'create index events_1_mine on events_1 (kind)',
        'create index events_2_odd_mine on events_2_odd (kind)',
      )
      const plan = await howdah.plan('/pg index create events columns=kind')
      // The last attachment but one is that of events_2_odd; the killed run finds its partition detached.
      await runInto(howdah, 'step 4 done', plan, 'kill', async () => {
        await howdah.click('adam', plan, 'approve')
        await expect.poll(() => howdah.failed(), { timeout: 110_000 }).toBe(true)
        await run('alter table events_2 detach partition events_2_odd')
      })
      expect(await outcomeOf(howdah, plan)).toBe('failed')
      expect(await validity()).toEqual([
        { name: 'events_1_mine', valid: true },
        { name: 'events_2_odd_mine', valid: true },
      ])
      const words = wordsOf(await howdah.message(one => one.ts === plan.ts))
      expect(words).toContain('Everything is as it was before.')
      expect(timesRun(howdah, 'CREATE INDEX CONCURRENTLY events_1_mine')).toBe(1)
      await run('drop table events_2_odd')
    })
  })

  describe('kill', () => {
    test.each(profile.points(failpointsOf(9)))(
      'ends in one outcome when Howdah is killed at "%s"',
      async point => {
        await twoBots(howdah)
        const built = 'CREATE INDEX CONCURRENTLY events_1_kind_idx'
        const before = timesRun(howdah, built)
        const plan = await howdah.plan('/pg index create events columns=kind')
        const outcome = await runInto(howdah, point, plan)
        expect(timesRun(howdah, built) - before).toBeLessThanOrEqual(1)
        expect(await ownIndexes(howdah)).toHaveLength(outcome === 'succeeded' ? 5 : 0)
      },
      300_000,
    )
  })
})
