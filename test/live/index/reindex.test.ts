import { describe, expect, test } from 'vitest'
import { failpointsOf } from '#src/failpoint'
import { hear } from '#test/support/hostile'
import { startHowdah, toldOnly, wordsOf } from '#test/support/howdah'
import { invalidIndexes, outcomeOf, runInto, timesRun, twoBots } from '#test/support/kills'
import { profile } from '#test/support/profile'

const howdah = await startHowdah({
  tables: [
    `create table users (id bigint generated always as identity primary key, email text not null)`,
    `insert into users (email) select 'person' || i from generate_series(1, 5000) i`,
    `create index users_email_idx on users (email)`,
    `create table twice (id int)`,
    `create index twice_id_idx on twice (id)`,
    `insert into twice values (1), (1)`,
    `create table wide (id int primary key)`,
    `insert into wide select generate_series(1, 150000)`,
    `analyze wide`,
  ],
})
await twoBots(howdah)

const oidOf = async (): Promise<string> =>
  (
    await howdah.managed.query<{ oid: string }>(
      howdah.database,
      `select 'users_email_idx'::regclass::oid::text as oid`,
    )
  )[0]?.oid ?? ''

const rebuild = 'REINDEX INDEX CONCURRENTLY public.users_email_idx'

describe('index.reindex', () => {
  describe('success', () => {
    test('leaves a new index with the same name', async () => {
      const before = await oidOf()
      const plan = await howdah.plan('/pg index reindex users_email_idx')
      expect(wordsOf(plan)).toContain(`${rebuild};`)
      await howdah.click('adam', plan, 'approve')
      expect(await outcomeOf(howdah, plan)).toBe('succeeded')
      expect(await oidOf()).not.toBe(before)
      expect(wordsOf(await howdah.message(one => one.ts === plan.ts))).toMatch(
        /Done\.\W+public\.users_email_idx is valid and takes \d+ kB; it took \d+ kB before\./,
      )
    })
  })

  describe('the worst', () => {
    test('are refused where no index wastes much', async () => {
      const told = await hear(howdah, 'olga', '/pg index reindex worst=2', 'is known to waste 1 MB')
      expect(told).toContain('Instead: Name an `index` to rebuild it all the same.')
    })

    test('are rebuilt, by an estimate or by a measure, and say what that brought', async () => {
      const { managed, database } = howdah
      await managed.run(database, 'delete from wide where id % 20 <> 0', 'vacuum (analyze) wide')
      const estimated = await howdah.plan('/pg index reindex worst=2')
      expect(wordsOf(estimated)).toMatch(
        /public\.wide_pkey\W+\d\.\d MB of 3\.\d MB wasted, 9\d %; estimated/,
      )
      await howdah.click('olga', estimated, 'withdraw')
      await managed.run(database, 'create extension pgstattuple')
      const plan = await howdah.plan('/pg index reindex worst=2')
      expect(wordsOf(plan)).toMatch(/MB wasted, 9\d %; measured by pgstattuple/)
      await howdah.click('adam', plan, 'approve')
      expect(await outcomeOf(howdah, plan)).toBe('succeeded')
      expect(wordsOf(await howdah.message(one => one.ts === plan.ts))).toMatch(
        /public\.wide_pkey takes \d+ kB; it took 3\.\d MB before\./,
      )
    })
  })

  describe('the worst, where one fails,', () => {
    test('leave those before it rebuilt, say so, and leave no copy behind', async () => {
      const { managed, database } = howdah
      await managed.run(
        database,
        'insert into wide select generate_series(200001, 350000)',
        'set role app; create table zz (id int)',
        'insert into zz select generate_series(1, 150000)',
        'insert into zz values (20)',
        'set role app; create index zz_id_idx on zz (id)',
        'delete from wide where id % 20 <> 0',
        'delete from zz where id % 20 <> 0',
        'vacuum (analyze) wide',
        'vacuum (analyze) zz',
        `update pg_index set indisunique = true where indexrelid = 'zz_id_idx'::regclass`,
      )
      const plan = await howdah.plan('/pg index reindex worst=2')
      await howdah.click('adam', plan, 'approve')
      expect(await outcomeOf(howdah, plan)).toBe('failed')
      const words = wordsOf(await howdah.message(one => one.ts === plan.ts))
      expect(words).toContain('There are duplicates, which a unique index does not take')
      expect(words).toContain('has no way back, and stays: “Rebuild public.wide_pkey”.')
      expect(await invalidIndexes(howdah)).toEqual([])
      await managed.run(database, 'drop table zz')
    })
  })

  describe('refusal', () => {
    test('names the leftover of a rebuild that failed', async () => {
      await howdah.managed.run(
        howdah.database,
        'set role app; create index users_email_idx_ccnew on users (email)',
        `update pg_index set indisvalid = false where indexrelid = 'users_email_idx_ccnew'::regclass`,
      )
      await howdah.say('olga', '/pg index reindex users_email_idx')
      const told = await howdah.slack.waitFor(() =>
        toldOnly(howdah.slack, 'U_OLGA').find(one =>
          one.includes('public.users_email_idx_ccnew is left'),
        ),
      )
      expect(told).toContain('Instead: Drop it, then ask again.')
      await howdah.managed.run(howdah.database, 'drop index users_email_idx_ccnew')
    })

    test('keeps away from a valid index that is called like a copy of it', async () => {
      const { managed, database } = howdah
      await managed.run(database, 'set role app; create index users_email_idx_ccnew on users (id)')
      await howdah.say('olga', '/pg index reindex users_email_idx')
      const told = await howdah.slack.waitFor(() =>
        toldOnly(howdah.slack, 'U_OLGA').find(one =>
          one.includes('public.users_email_idx_ccnew has the name'),
        ),
      )
      expect(told).toContain('Instead: Rename it first.')
      await managed.run(database, 'drop index users_email_idx_ccnew')
    })

    test.each([
      ['a valid one', 'create index users_pkey_ccnew on users (email)'],
      ['an invalid one of another index', 'create index users_id_idx_ccnew on users (id)'],
    ])('is not made for %s', async (_, sql) => {
      const { managed, database } = howdah
      const name = sql.split(' ')[2] ?? ''
      await managed.run(
        database,
        `set role app; ${sql}`,
        `update pg_index set indisvalid = ${name !== 'users_id_idx_ccnew'} where indexrelid = '${name}'::regclass`,
      )
      const plan = await howdah.plan('/pg index reindex users_email_idx')
      expect(wordsOf(plan)).toContain(`${rebuild};`)
      await howdah.click('olga', plan, 'withdraw')
      await managed.run(database, `drop index ${name}`)
    })
  })

  describe('failure', () => {
    test('leaves no copy behind when the rebuild finds duplicates', async () => {
      // A unique index that holds duplicates can only be made by a superuser's hand in the catalogue.
      await howdah.managed.run(
        howdah.database,
        `update pg_index set indisunique = true where indexrelid = 'twice_id_idx'::regclass`,
      )
      const plan = await howdah.plan('/pg index reindex twice_id_idx')
      await howdah.click('adam', plan, 'approve')
      expect(await outcomeOf(howdah, plan)).toBe('failed')
      expect(wordsOf(await howdah.message(one => one.ts === plan.ts))).toContain(
        'There are duplicates, which a unique index does not take',
      )
      expect(await invalidIndexes(howdah)).toEqual([])
    })
  })

  describe('kill', () => {
    test.each(profile.points(failpointsOf(1)))(
      'ends in one outcome when Howdah is killed at "%s"',
      async point => {
        await twoBots(howdah)
        const [before, oid] = [timesRun(howdah, rebuild), await oidOf()]
        const plan = await howdah.plan('/pg index reindex users_email_idx')
        const outcome = await runInto(howdah, point, plan)
        expect(timesRun(howdah, rebuild) - before).toBe(1)
        expect((await oidOf()) !== oid).toBe(outcome === 'succeeded')
      },
      300_000,
    )
  })
})
