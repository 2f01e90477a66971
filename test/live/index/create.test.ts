import { describe, expect, test } from 'vitest'
import { failpointsOf } from '#src/failpoint'
import { startHowdah, toldOnly, wordsOf } from '#test/support/howdah'
import {
  invalidIndexes,
  outcomeOf,
  ownIndexes,
  runInto,
  timesRun,
  twoBots,
} from '#test/support/kills'
import { profile } from '#test/support/profile'

const howdah = await startHowdah({
  tables: [
    `create table users (id bigint generated always as identity primary key, email text not null, active boolean not null)`,
    `insert into users (email, active) select 'Person' || i || '@example.com', i % 20 = 0 from generate_series(1, 20000) i`,
    `create table twice (id int)`,
    `insert into twice values (1), (1)`,
  ],
})
await twoBots(howdah)

describe('index.create', () => {
  describe('success', () => {
    test('builds what was approved, and its undo takes it back', async () => {
      const plan = await howdah.plan('/pg index create users columns=lower(email) where=active')
      expect(wordsOf(plan)).toContain(
        'CREATE INDEX CONCURRENTLY users_lower_idx ON public.users USING btree (lower(email)) WHERE active;',
      )
      await howdah.click('adam', plan, 'approve')
      expect(await outcomeOf(howdah, plan)).toBe('succeeded')
      expect(await ownIndexes(howdah)).toEqual(['users_lower_idx'])
      expect(wordsOf(await howdah.message(one => one.ts === plan.ts))).toMatch(
        /public\.users_lower_idx is valid and takes \d+ kB\./,
      )
      const known = howdah.slack.state.messages.length
      await howdah.click('olga', plan, 'undo')
      const undo = await howdah.message(
        one =>
          one.channel === 'C_OPS' &&
          one.ts !== plan.ts &&
          wordsOf(one).includes('Undo “Build index users_lower_idx'),
        `an undo plan among ${known}`,
      )
      await howdah.click('dana', undo, 'approve')
      expect(await outcomeOf(howdah, undo)).toBe('succeeded')
      expect(await ownIndexes(howdah)).toEqual([])
    })
  })

  describe('refusal', () => {
    test.each([
      ['nobody columns=id', 'There is no table nobody.'],
      ['users columns=emial', 'Did you mean `email`?'],
      ['users columns=id unique=yes', 'public.users_pkey is the same index already.'],
      [
        'users columns=id); drop table users; --',
        'it has a comment, which could hide what follows',
      ],
      ['users columns=now()', 'may give another result tomorrow'],
      ['users columns=lower(id)', 'function lower(bigint) does not exist'],
    ])('%s is refused in words', async (typed, because) => {
      await howdah.say('olga', `/pg index create ${typed}`)
      const told = await howdah.slack.waitFor(
        () => toldOnly(howdah.slack, 'U_OLGA').find(one => one.includes(because)),
        { what: because },
      )
      expect(told).toMatch(/^Blocked: .+ Instead: /)
    })
  })

  describe('failure', () => {
    test('leaves no invalid index behind when rows are not unique', async () => {
      const plan = await howdah.plan('/pg index create twice columns=id unique=yes')
      expect(wordsOf(plan)).toContain(
        'From the start of the build the application can no longer write duplicates',
      )
      await howdah.click('adam', plan, 'approve')
      expect(await outcomeOf(howdah, plan)).toBe('failed')
      const ended = await howdah.message(one => one.ts === plan.ts)
      expect(wordsOf(ended)).toContain('There are duplicates, which a unique index does not take')
      expect(wordsOf(ended)).toContain('Everything is as it was before.')
      expect(await invalidIndexes(howdah)).toEqual([])
    })
  })

  describe('kill', () => {
    test.each(profile.points(failpointsOf(2)))(
      'ends in one outcome when Howdah is killed at "%s"',
      async point => {
        await twoBots(howdah)
        const before = timesRun(howdah, 'CREATE INDEX CONCURRENTLY users_lower_idx')
        const plan = await howdah.plan('/pg index create users columns=lower(email)')
        const outcome = await runInto(howdah, point, plan)
        expect(timesRun(howdah, 'CREATE INDEX CONCURRENTLY users_lower_idx') - before).toBe(1)
        expect(await ownIndexes(howdah)).toEqual(outcome === 'succeeded' ? ['users_lower_idx'] : [])
        await howdah.managed.run(howdah.database, 'drop index if exists users_lower_idx')
      },
      300_000,
    )
  })
})
