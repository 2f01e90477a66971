import { readFileSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { failpointsOf } from '#src/failpoint'
import { carryOut } from '#test/support/carry-out'
import { askClone, cloneFolders, cloneNamed, endClones } from '#test/support/clones'
import { hear } from '#test/support/hostile'
import { startHowdah, wordsOf } from '#test/support/howdah'
import { outcomeOf, runInto, twoBots } from '#test/support/kills'
import { profile } from '#test/support/profile'
import { archiveAll, archivingServer, clonedFrom, testRepository } from '#test/support/repository'

const repository = testRepository()
const { clones } = repository
const managed = await archivingServer(repository)
const howdah = await startHowdah({
  managed,
  tables: ['create table orders (id int primary key)', 'create table later (id int)'],
  cluster: await clonedFrom(repository),
})
const { database } = howdah
await managed.run(database, 'grant execute on function pg_switch_wal() to keeper')
await twoBots(howdah)

/** Name of the clone that words tell of. */
const cloneIn = (words: string): string => /shop-clone-\d+/.exec(words)?.[0] ?? ''

/** The server's time, and its place in the WAL. */
const here = async () => {
  const [row] = await managed.query<{ at: string; lsn: string }>(
    database,
    `select to_char(clock_timestamp() at time zone 'UTC', 'YYYY-MM-DD HH24:MI:SS.US') as at,
       pg_current_wal_insert_lsn()::text as lsn`,
  )
  if (!row) throw new Error('no time')
  return row
}

/** A moment between the rows and the loss of their table. */
let moment = { at: '', lsn: '' }

describe('restore.point-in-time', () => {
  describe('refusal', () => {
    test('refuses before the first backup', async () => {
      const said = '/pg restore point-in-time to="2026-01-01 10:00"'
      expect(await hear(howdah, 'olga', said, 'There is no base backup of shop yet.')).toContain(
        'Take one.',
      )
    })
  })

  describe('with a backup', () => {
    beforeAll(async () => {
      await carryOut(howdah, '/pg backup take')
      await managed.run(database, 'insert into orders select generate_series(1, 1000)')
      moment = await here()
      await managed.run(database, `select pg_create_restore_point('before_release')`)
      await managed.run(
        database,
        'drop table orders',
        // Neither of these drops the table.
        'create table decoy (id int)',
        'begin; create table orders (id text); drop table decoy; commit',
        'begin; drop table orders; rollback',
        'alter table orders add column note text',
      )
      await archiveAll(managed, repository)
    })

    describe('refusal', () => {
      test.each([
        ['before the first backup', '2026-01-01 10:00', 'is before the first backup'],
        ['in the future', '2999-01-01 10:00', 'is in the future'],
      ])('refuses a moment %s', async (_, at, words) => {
        const told = await hear(howdah, 'olga', `/pg restore point-in-time to="${at}"`, words)
        expect(told).toMatch(/Choose (a later|an earlier) moment\./)
      })

      test.each([
        ['before-drop=later', 'public.later is there, and no drop of it is in the archived WAL'],
        ['before-drop=nowhere.orders', 'there is no schema nowhere'],
        ['name=unheard_of', 'Such a restore point was not found in the archived WAL'],
        ['xid=4000000', 'No transaction has the number 4000000 yet.'],
      ])('refuses %s, which is in no WAL', async (typed, words) => {
        const told = await hear(howdah, 'olga', `/pg restore point-in-time ${typed}`, words)
        expect(told).toMatch(/Name the moment|Look at the n/)
      })
    })

    describe('success', () => {
      test('brings back a dropped table in a clone, which every command can read', async () => {
        const said = await carryOut(howdah, `/pg restore point-in-time to="${moment.at}"`)
        expect(said).toContain('shop-clone-1 is shop at')
        // The next commit is the loss of the table, whose lock comes before.
        expect(said).toContain('so replay stopped before that lock: the table can be read.')
        const clone = await cloneNamed(clones, 'shop-clone-1')
        const rows = await askClone(clone, database, 'select count(*)::int as n from orders')
        expect(rows).toEqual([{ n: 1_000 }])
        const list = await hear(
          howdah,
          'olga',
          '/pg index list cluster=shop-clone-1 table=orders',
          'orders_pkey',
        )
        expect(list).not.toContain('later')
        await hear(howdah, 'olga', '/pg clone list', '1 clone of shop.')
      })

      test('finds the moment before a drop in the archived WAL, and restores to that', async () => {
        const plan = await howdah.plan('/pg restore point-in-time before-drop=Orders')
        const words = wordsOf(plan)
        expect(words).toMatch(/transaction \d+ dropped public\.orders, committed \d{4}-/)
        expect(words).toContain('public.orders was made anew since')
        await howdah.click('adam', plan, 'approve')
        expect(await outcomeOf(howdah, plan)).toBe('succeeded')
        const clone = await cloneNamed(clones, cloneIn(words))
        const rows = await askClone(clone, database, 'select count(*)::int as n from orders')
        expect(rows).toEqual([{ n: 1_000 }])
        expect(clone).toMatchObject({ locked: 0, before: null })
        // A bot hears of a new clone in a moment of its own.
        const inspect = `/pg clone inspect ${clone.clone} table=orders`
        let beside = ''
        await expect
          .poll(async () => (beside = await hear(howdah, 'olga', inspect, '')), {
            timeout: 110_000,
          })
          .toContain('public.orders: ')
        expect(beside).toContain(`in ${clone.clone}`)
        expect(beside).toContain('Only shop has id text and note text.')
      })

      test('finds a drop that is not archived yet during the restore', async () => {
        await managed.run(
          database,
          'create table late as select generate_series(1, 7) as id',
          'alter table late owner to app',
          'drop table late',
        )
        const plan = await howdah.plan('/pg restore point-in-time before-drop=public.late')
        expect(wordsOf(plan)).toContain('found by the restore: public.late is not on shop-1')
        await howdah.click('adam', plan, 'approve')
        expect(await outcomeOf(howdah, plan)).toBe('succeeded')
        const clone = await cloneNamed(clones, cloneIn(wordsOf(plan)))
        const rows = await askClone(clone, database, 'select count(*)::int as n from late')
        expect(rows).toEqual([{ n: 7 }])
        expect(wordsOf(await howdah.message(one => one.ts === plan.ts))).toContain(
          `${clone.clone} is shop before public.late was dropped (`,
        )
      })

      test('refuses to change anything there', async () => {
        const told = await hear(
          howdah,
          'olga',
          '/pg index create cluster=shop-clone-1 table=orders columns=id',
          'shop-clone-1 is a clone of shop',
        )
        expect(told).toContain('Plan the change for shop.')
      })

      test('stands before an LSN, and Undo ends the clone', async () => {
        const plan = await howdah.plan(`/pg restore point-in-time lsn=${moment.lsn}`)
        await howdah.click('adam', plan, 'approve')
        expect(await outcomeOf(howdah, plan)).toBe('succeeded')
        const clone = await cloneNamed(clones, cloneIn(wordsOf(plan)))
        expect(await askClone(clone, database, 'select id from orders limit 1')).toHaveLength(1)
        const undo = await howdah.planned(() => howdah.click('olga', plan, 'undo'))
        await howdah.click('adam', undo, 'approve')
        expect(await outcomeOf(howdah, undo)).toBe('succeeded')
        expect(await cloneFolders(clones)).not.toContain(`${clone.clone} runs`)
      })

      test('stands behind a transaction, and at a restore point', async () => {
        const [one] = await managed.query<{ xid: string }>(
          database,
          'insert into later values (5) returning pg_current_xact_id()::text as xid',
        )
        await managed.run(database, 'insert into later values (6)')
        await archiveAll(managed, repository)
        const behind = await carryOut(howdah, `/pg restore point-in-time xid=${one?.xid ?? ''}`)
        expect(behind).toContain('its last transaction is of')
        const after = await cloneNamed(clones, cloneIn(behind))
        const rows = await askClone(
          after,
          database,
          'select array_agg(id order by id) as ids from later',
        )
        expect(rows).toEqual([{ ids: [5] }])
        const said = await carryOut(howdah, '/pg restore point-in-time name=before_release')
        expect(said).toContain('is shop at restore point “before_release”')
        const named = await cloneNamed(clones, cloneIn(said))
        expect(await askClone(named, database, 'select id from orders limit 1')).toHaveLength(1)
      })
    })

    describe('failure', () => {
      test('leaves nothing behind, and says so, where WAL is damaged on the way', async () => {
        await endClones(clones)
        const { lsn } = await here()
        await managed.run(database, 'insert into later values (1)', 'select pg_switch_wal()')
        const [{ name } = { name: '' }] = await managed.query<{ name: string }>(
          database,
          `select pg_walfile_name('${lsn}') as name`,
        )
        await expect.poll(() => repository.archived(), { timeout: 110_000 }).toContain(name)
        const path = join(repository.archive, name)
        const whole = readFileSync(path)
        onTestFinished(() => writeFileSync(path, whole))
        truncateSync(path, 8_192)
        const { at } = await here()
        const said = await carryOut(howdah, `/pg restore point-in-time to="${at}"`, 'failed')
        expect(said).toMatch(/full-1 cannot be brought to|The clone does not start/)
        expect(await cloneFolders(clones)).toEqual([])
      })
    })

    describe('kill', () => {
      test.each(profile.points(failpointsOf(3)))(
        'ends with one clone when Howdah is killed at "%s"',
        async point => {
          await endClones(clones)
          await twoBots(howdah)
          const plan = await howdah.plan(`/pg restore point-in-time to="${moment.at}"`)
          expect(await runInto(howdah, point, plan)).toBe('succeeded')
          expect(await cloneFolders(clones)).toEqual(['shop-clone-1 runs'])
        },
        300_000,
      )
    })
  })
})
