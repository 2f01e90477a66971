import { describe, expect, test } from 'vitest'
import { failpointsOf } from '#src/failpoint'
import { hear } from '#test/support/hostile'
import { startHowdah, wordsOf } from '#test/support/howdah'
import { outcomeOf, runInto, timesRun, twoBots } from '#test/support/kills'
import { major } from '#test/support/majors'
import { profile } from '#test/support/profile'

const howdah = await startHowdah({
  tables: [
    `create table orders (id bigint generated always as identity primary key, note text)`,
    `insert into orders (note) select repeat('x', 40) from generate_series(1, 2000)`,
    `create function checked(note text) returns text language plpgsql immutable as $$ begin
       if note = 'bad' and current_setting('app.strict', true) is distinct from 'off' then raise exception 'a bad note'; end if; return note; end $$`,
    `create table events (at date not null) partition by range (at)`,
    `create table events_1 partition of events for values from ('2026-01-01') to ('2026-02-01')`,
    `insert into events select '2026-01-05' from generate_series(1, 3000)`,
    'analyze events_1',
  ],
})
await twoBots(howdah)
const { managed, database } = howdah

const statement = 'ANALYZE public.orders'

describe('maintenance.analyze', () => {
  describe('success', () => {
    test('analyses what needs it most, also a partitioned table', async () => {
      const plan = await howdah.plan('/pg maintenance analyze')
      expect(wordsOf(plan)).toContain(statement)
      expect(wordsOf(plan)).toContain(`ANALYZE ${major >= 18 ? 'ONLY ' : ''}public.events`)
      await howdah.click('adam', plan, 'approve')
      expect(await outcomeOf(howdah, plan)).toBe('succeeded')
      const words = wordsOf(await howdah.message(one => one.ts === plan.ts))
      expect(words).toContain('public.orders has statistics of about 2,000 rows.')
      expect(words).toContain('public.events has statistics of about 3,000 rows.')
    })
  })

  describe('refusal', () => {
    test('refuses where nothing is due', async () => {
      const told = await hear(
        howdah,
        'olga',
        '/pg maintenance analyze',
        `No table of ${database} is due for ANALYZE.`,
      )
      expect(told).toContain('Instead: Name a `table` to do it all the same.')
    })
  })

  describe('failure', () => {
    test('does the other tables, and says which was not done and why', async () => {
      await managed.run(
        database,
        `set role app; create table notes (note text)`,
        `set role app; set app.strict = off; insert into notes select 'bad' from generate_series(1, 500)`,
        `set role app; insert into orders (note) select 'y' from generate_series(1, 2000)`,
      )
      const client = await managed.connect(database)
      for (const one of [
        'set role app',
        `set app.strict = 'off'`,
        'create index on notes (checked(note))',
      ])
        await client.query(one)
      await client.end()
      const plan = await howdah.plan('/pg maintenance analyze')
      await howdah.click('adam', plan, 'approve')
      expect(await outcomeOf(howdah, plan)).toBe('failed')
      const words = wordsOf(await howdah.message(one => one.ts === plan.ts))
      expect(words).toContain('Not analysed: public.notes. Done: public.orders.')
      await managed.run(database, 'drop table notes')
    })
  })

  describe('kill', () => {
    test.each(profile.points(failpointsOf(1)))(
      'ends in one outcome when Howdah is killed at "%s"',
      async point => {
        await twoBots(howdah)
        const before = timesRun(howdah, statement)
        const plan = await howdah.plan('/pg maintenance analyze orders')
        expect(await runInto(howdah, point, plan)).toBe('succeeded')
        expect(timesRun(howdah, statement) - before).toBe(1)
      },
      300_000,
    )
  })
})
