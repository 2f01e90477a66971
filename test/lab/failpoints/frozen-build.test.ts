/** A process that is frozen past its token and wakes after a different process has ended the run. */
import { describe, expect, onTestFinished, test } from 'vitest'
import { startHowdah } from '#test/support/howdah'
import {
  endFrozen,
  expectOneOutcome,
  ownIndexes,
  runInto,
  thaw,
  timesRun,
  twoBots,
} from '#test/support/kills'

const howdah = await startHowdah({
  tables: [
    'create table users (id int, email text)',
    `insert into users select i, 'person' || i from generate_series(1, 5000) i`,
    'create table twice (id int)',
    'insert into twice values (1), (1)',
  ],
})

/** Plans, freezes at the point, and wakes once the run has ended by a different process. */
const runFrozen = async (command: string, statement: string, point: string) => {
  onTestFinished(() => endFrozen(howdah))
  await twoBots(howdah)
  await howdah.managed.run(howdah.database, 'drop index if exists users_lower_idx')
  const plan = await howdah.plan(command)
  const before = timesRun(howdah, statement)
  const outcome = await runInto(howdah, point, plan, 'freeze')
  await thaw(howdah)
  await expectOneOutcome(howdah, plan, outcome)
  return { outcome, times: timesRun(howdah, statement) - before }
}

/** Each kind of instant once: every failpoint is walked by the contract suite of the drivers, frozen there too. */
const points = [
  'run taken',
  'step 0 intent',
  'step 0 acted',
  'step 0 done',
  'step 1 acted',
  'verified',
  'after end',
] as const

describe('a build', () => {
  test.each(points)(
    'ends once when Howdah is frozen at "%s" and wakes afterwards',
    async point => {
      const { outcome, times } = await runFrozen(
        '/pg index create users columns=lower(email)',
        'CREATE INDEX CONCURRENTLY users_lower_idx',
        point,
      )
      expect([outcome, times]).toEqual(['succeeded', 1])
      expect(await ownIndexes(howdah)).toEqual(['users_lower_idx'])
    },
    300_000,
  )
})

describe('a failed build that is taken back', () => {
  test.each(['undo 0 intent', 'undo 0 acted'])(
    'ends once when Howdah is frozen at "%s" and wakes afterwards',
    async point => {
      const { outcome, times } = await runFrozen(
        '/pg index create twice columns=id unique=yes',
        'CREATE UNIQUE INDEX CONCURRENTLY twice_id_idx',
        point,
      )
      expect([outcome, times]).toEqual(['failed', 1])
      expect(await ownIndexes(howdah)).not.toContain('twice_id_idx')
    },
    300_000,
  )
})
