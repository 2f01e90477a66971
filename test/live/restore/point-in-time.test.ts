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
import { findsMoments } from '#test/support/restoring/finds-moments'
import { here } from '#test/support/restoring/here'
import { loseOrders } from '#test/support/restoring/lose-orders'

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

const house = { howdah, managed, clones, archiveAll: () => archiveAll(managed, repository) }

/** Name of the clone that words tell of. */
const cloneIn = (words: string): string => /shop-clone-\d+/.exec(words)?.[0] ?? ''

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
      moment = await loseOrders(house)
    })

    describe('refusal', () => {
      test.each([
        ['before the first backup', '2026-01-01 10:00', 'is before the first backup'],
        ['in the future', '2999-01-01 10:00', 'is in the future'],
      ])('refuses a moment %s', async (_, at, words) => {
        const told = await hear(howdah, 'olga', `/pg restore point-in-time to="${at}"`, words)
        expect(told).toMatch(/Choose (a later|an earlier) moment\./)
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

      findsMoments(house)
    })

    describe('failure', () => {
      test('leaves nothing behind, and says so, where WAL is damaged on the way', async () => {
        await endClones(clones)
        const { lsn } = await here(house)
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
        const { at } = await here(house)
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

    // Last: the server stays down.
    describe('without the server', () => {
      test('makes a clone of what is archived, and says which transaction is the last', async () => {
        await endClones(clones)
        await twoBots(howdah)
        await managed.stop()
        const late = '/pg restore point-in-time to="2999-01-01 10:00"'
        const refused = await hear(howdah, 'olga', late, 'is not before the last transaction')
        expect(refused).toContain('Restore to right after that transaction')
        await hear(howdah, 'olga', '/pg restore point-in-time before-drop=orders', 'which table is')
        const plan = await howdah.plan(`/pg restore point-in-time to="${moment.at}"`)
        expect(wordsOf(plan)).toContain('the plan is made of the repository alone')
        await howdah.click('adam', plan, 'approve')
        expect(await outcomeOf(howdah, plan)).toBe('succeeded')
        const clone = await cloneNamed(clones, 'shop-clone-1')
        const rows = await askClone(clone, database, 'select count(*)::int as n from orders')
        expect(rows).toEqual([{ n: 1_000 }])
        await expect
          .poll(() => hear(howdah, 'olga', '/pg status cluster=shop-clone-1', ''), {
            timeout: 110_000,
          })
          .toContain('shop-clone-1')
      })
    })
  })
})
