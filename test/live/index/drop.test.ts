import { describe, expect, test } from 'vitest'
import { failpointsOf } from '#src/failpoint'
import { startHowdah, toldOnly, wordsOf } from '#test/support/howdah'
import { invalidIndexes, outcomeOf, runInto, timesRun, twoBots } from '#test/support/kills'
import { profile } from '#test/support/profile'
import { stopDrop } from '#test/support/stopped-drop'

const howdah = await startHowdah({
  tables: [
    `create table users (id bigint generated always as identity primary key, email text not null)`,
    `insert into users (email) select 'person' || i from generate_series(1, 5000) i`,
    `create unique index users_email_idx on users (email text_pattern_ops) with (fillfactor = 70) where id > 7`,
    `create table ident (id int not null)`,
    `create unique index ident_id_idx on ident (id)`,
    `alter table ident replica identity using index ident_id_idx`,
    `create table held (id int)`,
    `create index held_id_idx on held (id)`,
  ],
})
await twoBots(howdah)

const definitions = async (): Promise<readonly string[]> =>
  (
    await howdah.managed.query<{ definition: string }>(
      howdah.database,
      `select pg_get_indexdef(indexrelid) as definition from pg_index where indrelid = 'users'::regclass and not indisprimary`,
    )
  ).map(({ definition }) => definition)

const [definition = ''] = await definitions()

describe('index.drop', () => {
  describe('success', () => {
    test('drops the index, and its undo makes exactly the same one again', async () => {
      const plan = await howdah.plan('/pg index drop users_email_idx')
      expect(wordsOf(plan)).toContain('DROP INDEX CONCURRENTLY public.users_email_idx;')
      expect(wordsOf(plan)).toContain('It is unique: without it duplicates are possible.')
      await howdah.click('adam', plan, 'approve')
      expect(await outcomeOf(howdah, plan)).toBe('succeeded')
      expect(await definitions()).toEqual([])
      await howdah.click('olga', plan, 'undo')
      const undo = await howdah.message(
        one => one.ts !== plan.ts && wordsOf(one).includes('Undo “Drop index'),
      )
      await howdah.click('dana', undo, 'approve')
      expect(await outcomeOf(howdah, undo)).toBe('succeeded')
      expect(await definitions()).toEqual([definition])
    })
  })

  describe('refusal', () => {
    test.each([
      ['users_pkey', 'backs the constraint users_pkey'],
      ['ident_id_idx', 'is the replica identity'],
      ['users_emial_idx', 'Did you mean `users_email_idx`?'],
    ])('%s is refused in words', async (name, because) => {
      await howdah.say('olga', `/pg index drop ${name}`)
      const told = await howdah.slack.waitFor(
        () => toldOnly(howdah.slack, 'U_OLGA').find(one => one.includes(because)),
        { what: because },
      )
      expect(told).toMatch(/^Blocked: .+ Instead: /)
    })
  })

  describe('failure', () => {
    test('leaves the index as it was when it is stopped while it waits for a reader', async () => {
      const plan = await howdah.plan('/pg index drop held_id_idx')
      await stopDrop(howdah, plan, { table: 'held', index: 'held_id_idx' })
      expect(await outcomeOf(howdah, plan)).toBe('cancelled')
      expect(await invalidIndexes(howdah)).toEqual([])
      const [kept] = await howdah.managed.query<{ valid: boolean }>(
        howdah.database,
        `select indisvalid as valid from pg_index where indexrelid = to_regclass('held_id_idx')`,
      )
      expect(kept).toEqual({ valid: true })
    })
  })

  describe('kill', () => {
    test.each(profile.points(failpointsOf(1)))(
      'ends in one outcome when Howdah is killed at "%s"',
      async point => {
        await twoBots(howdah)
        const before = timesRun(howdah, 'DROP INDEX CONCURRENTLY public.users_email_idx')
        const plan = await howdah.plan('/pg index drop users_email_idx')
        const outcome = await runInto(howdah, point, plan)
        expect(timesRun(howdah, 'DROP INDEX CONCURRENTLY public.users_email_idx') - before).toBe(1)
        expect(await definitions()).toEqual(outcome === 'succeeded' ? [] : [definition])
        await howdah.managed.run(
          howdah.database,
          `set role app; ${definition.replace(' INDEX ', ' INDEX IF NOT EXISTS ')}`,
        )
      },
      300_000,
    )
  })
})
