/** A part that was there before goes with the whole: the way back drops the whole, then builds the part again. */
import { describe, expect, onTestFinished, test } from 'vitest'
import { startHowdah, wordsOf } from '#test/support/howdah'
import { runInto, timesRun, twoBots } from '#test/support/kills'

const howdah = await startHowdah()
const { managed, database } = howdah

const run = (...statements: readonly string[]) =>
  managed.run(database, ...statements.map(sql => `set role app; ${sql}`))

describe('the way back from an attached index that was there before', () => {
  test.each(['undo 3 intent', 'undo 3 acted', 'undo 3 looked after', 'undo 3 done'])(
    'builds it again when Howdah is killed at "%s"',
    async point => {
      await twoBots(howdah)
      await run(
        'drop table if exists events',
        'create table events (id int, kind text) partition by list (id)',
        'create table events_1 partition of events for values in (1)',
        'create table events_2 partition of events for values in (2)',
        'create table events_3 partition of events for values in (3)',
        'insert into events values (1), (2), (3)',
        'create index events_1_mine on events_1 (kind)',
        'create index events_2_mine on events_2 (kind)',
      )
      const again = 'CREATE INDEX CONCURRENTLY events_1_mine'
      const before = timesRun(howdah, again)
      const plan = await howdah.plan('/pg index create events columns=kind')
      const reader = await managed.connect(database)
      onTestFinished(() => reader.end())
      // The planner holds every index of the table until the transaction ends: the last attachment waits.
      await reader.query('begin')
      await reader.query('select from events_2')
      const outcome = await runInto(howdah, point, plan, 'kill', async () => {
        await howdah.click('adam', plan, 'approve')
        const running = await howdah.message(
          one => one.ts === plan.ts && wordsOf(one).includes('Running step 5 of 5'),
        )
        await howdah.click('olga', running, 'stop')
        await expect
          .poll(() => howdah.thread(plan).map(wordsOf).join('\n'), { timeout: 110_000 })
          .toContain('failed. A person stopped it')
        // The drop of the whole locks every partition.
        await reader.query('rollback')
      })
      expect(outcome).toBe('cancelled')
      expect(timesRun(howdah, again) - before).toBe(1)
      expect(
        await managed.query(
          database,
          `select indexrelid::regclass::text as name, indisvalid as valid from pg_index i join pg_class c on c.oid = i.indrelid
           where c.relnamespace = 'public'::regnamespace order by 1`,
        ),
      ).toEqual([
        { name: 'events_1_mine', valid: true },
        { name: 'events_2_mine', valid: true },
      ])
    },
    300_000,
  )
})
