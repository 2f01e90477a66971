/** A process that is frozen past its token and wakes after a different process has ended the run. */
import { describe, expect, onTestFinished, test } from 'vitest'
import type { PageMessage } from '#local/slack/page-protocol'
import { startHowdah } from '#test/support/howdah'
import { endFrozen, expectOneOutcome, runInto, thaw, timesRun, twoBots } from '#test/support/kills'

export interface Story {
  readonly name: string
  readonly points: readonly string[]
  readonly planned: (house: FrozenHouse) => Promise<PageMessage>
  /** Steps that lead to the point; an approval by default. */
  readonly begin?: (house: FrozenHouse, plan: PageMessage) => Promise<void>
  /** The statement that must run once, from any process. */
  readonly statement: string
  readonly outcome: 'succeeded' | 'failed' | 'cancelled'
  readonly left: boolean
}

export type FrozenHouse = Awaited<ReturnType<typeof startHouse>>

const startHouse = async () => {
  const howdah = await startHowdah({
    tables: [
      'create table users (id int, email text)',
      `insert into users select i, 'person' || i from generate_series(1, 5000) i`,
      'create table twice (id int)',
      'insert into twice values (1), (1)',
    ],
  })
  const run = (statement: string) =>
    howdah.managed.run(howdah.database, `set role app; ${statement}`)
  return {
    howdah,
    build: async (): Promise<PageMessage> => {
      await run('drop index if exists users_lower_idx')
      return howdah.plan('/pg index create users columns=lower(email)')
    },
    drop: async (): Promise<PageMessage> => {
      await run('create index if not exists users_lower_idx on users (lower(email))')
      return howdah.plan('/pg index drop users_lower_idx')
    },
    exists: async (index: string): Promise<boolean> => {
      const [row] = await howdah.managed.query<{ found: boolean }>(
        howdah.database,
        'select to_regclass($1) is not null as found',
        [index],
      )
      return row?.found ?? false
    },
  }
}

/** Plays each story at each point, in a single house. */
export const endOnceWhenFrozen = async (stories: readonly Story[]): Promise<void> => {
  const house = await startHouse()
  const { howdah } = house
  describe.each(stories)('$name ends once', story => {
    const { points, planned, begin, statement, outcome, left } = story
    test.each(points)(
      'when Howdah is frozen at "%s" and wakes afterwards',
      async point => {
        onTestFinished(() => endFrozen(howdah))
        await twoBots(howdah)
        const plan = await planned(house)
        const before = timesRun(howdah, statement)
        const begun = begin && (() => begin(house, plan))
        expect(await runInto(howdah, point, plan, 'freeze', begun)).toBe(outcome)
        await thaw(howdah)
        await expectOneOutcome(howdah, plan, outcome)
        expect(timesRun(howdah, statement) - before).toBe(1)
        const [index = ''] = /\w+_idx/.exec(statement) ?? []
        expect(await house.exists(index)).toBe(left)
      },
      120_000,
    )
  })
}
