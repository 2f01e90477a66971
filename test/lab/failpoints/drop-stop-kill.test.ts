/** Kills a stopped drop at each failpoint of the way back. */
import { describe, expect, test } from 'vitest'
import { undoFailpointsOf } from '#src/failpoint'
import { startHowdah } from '#test/support/howdah'
import { ownIndexes, runInto, timesRun, twoBots } from '#test/support/kills'
import { stopDrop } from '#test/support/stopped-drop'

const howdah = await startHowdah({
  tables: ['create table users (id int, email text)', 'create index users_id_idx on users (id)'],
})
await twoBots(howdah)

const drop = 'DROP INDEX CONCURRENTLY public.users_id_idx'
const rebuild = 'REINDEX INDEX CONCURRENTLY public.users_id_idx'

const timesEach = () => [timesRun(howdah, drop), timesRun(howdah, rebuild)]

describe('a drop that is stopped', () => {
  test.each(undoFailpointsOf(0))(
    'rebuilds the index once when Howdah is killed at "%s" while it is taken back',
    async point => {
      await twoBots(howdah)
      const before = timesEach()
      const plan = await howdah.plan('/pg index drop users_id_idx')
      const stopped = () => stopDrop(howdah, plan, { table: 'users', index: 'users_id_idx' })
      expect(await runInto(howdah, point, plan, 'kill', stopped)).toBe('cancelled')
      expect(timesEach()).toEqual(before.map(times => times + 1))
      expect(await ownIndexes(howdah)).toEqual(['users_id_idx'])
    },
    300_000,
  )
})
