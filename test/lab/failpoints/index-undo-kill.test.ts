/** Kills a way back at each failpoint: an undo, and a failed run taking steps back. */
import { describe, expect, test } from 'vitest'
import { undoFailpointsOf } from '#src/failpoint'
import { startHowdah } from '#test/support/howdah'
import { outcomeOf, ownIndexes, runInto, timesRun, twoBots } from '#test/support/kills'

const howdah = await startHowdah({
  tables: [
    'create table users (id int primary key, email text not null)',
    `insert into users select i, 'Person' || i || '@example.com' from generate_series(1, 20000) i`,
    `create table twice (id int)`,
    `insert into twice values (1), (1)`,
  ],
})
await twoBots(howdah)

describe('the undo of a build', () => {
  // A plan like others, walked at each point by `live/index/create`.
  test.each(['run taken', 'step 0 intent', 'step 0 acted', 'before end'])(
    'ends in one outcome when Howdah is killed at "%s"',
    async point => {
      await twoBots(howdah)
      const plan = await howdah.plan('/pg index create users columns=lower(email)')
      await howdah.click('adam', plan, 'approve')
      expect(await outcomeOf(howdah, plan)).toBe('succeeded')
      const before = timesRun(howdah, 'DROP INDEX CONCURRENTLY public.users_lower_idx')
      const undo = await howdah.planned(() => howdah.click('olga', plan, 'undo'))
      expect(await runInto(howdah, point, undo)).toBe('succeeded')
      expect(timesRun(howdah, 'DROP INDEX CONCURRENTLY public.users_lower_idx') - before).toBe(1)
      expect(await ownIndexes(howdah)).toEqual([])
    },
    300_000,
  )
})

describe('a failed build', () => {
  test.each(undoFailpointsOf(0))(
    'leaves nothing when Howdah is killed at "%s" while it is taken back',
    async point => {
      await twoBots(howdah)
      const plan = await howdah.plan('/pg index create twice columns=id unique=yes')
      expect(await runInto(howdah, point, plan)).toBe('failed')
    },
    300_000,
  )
})
