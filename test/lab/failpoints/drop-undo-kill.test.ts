/** Kills the undo of a drop at each failpoint. */
import { describe, expect, test } from 'vitest'
import { failpointsOf } from '#src/failpoint'
import { startHowdah } from '#test/support/howdah'
import { outcomeOf, ownIndexes, runInto, timesRun, twoBots } from '#test/support/kills'

const howdah = await startHowdah({
  tables: [
    'create table users (id int primary key, email text not null)',
    `insert into users select i, 'Person' || i || '@example.com' from generate_series(1, 20000) i`,
    'create index users_lower_idx on users (lower(email))',
    'analyze users',
  ],
})
await twoBots(howdah)

const build = 'CREATE INDEX CONCURRENTLY users_lower_idx'
// The index has an expression, so statistics are collected again after the build.
const analyse = 'ANALYZE public.users'

const times = () => ({ built: timesRun(howdah, build), analysed: timesRun(howdah, analyse) })

describe('the undo of a drop', () => {
  test.each(failpointsOf(2))(
    'builds it once, and collects its statistics never twice, when Howdah is killed at "%s"',
    async point => {
      await twoBots(howdah)
      const plan = await howdah.plan('/pg index drop users_lower_idx')
      await howdah.click('adam', plan, 'approve')
      expect(await outcomeOf(howdah, plan)).toBe('succeeded')
      const before = times()
      const undo = await howdah.planned(() => howdah.click('olga', plan, 'undo'))
      expect(await runInto(howdah, point, undo)).toBe('succeeded')
      const after = times()
      expect(after.built - before.built).toBe(1)
      // A kill may hide whether ANALYZE was sent; then statistics are left to autovacuum.
      expect(after.analysed - before.analysed).toBeLessThanOrEqual(1)
      expect(await ownIndexes(howdah)).toEqual(['users_lower_idx'])
    },
    300_000,
  )
})
