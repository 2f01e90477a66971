import { createHash } from 'node:crypto'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { failpointsOf } from '#src/failpoint'
import { carryOut } from '#test/support/carry-out'
import { cloneFolders } from '#test/support/clones'
import { hear } from '#test/support/hostile'
import { startHowdah, wordsOf } from '#test/support/howdah'
import { outcomeOf, runInto, twoBots } from '#test/support/kills'
import { observer } from '#test/support/profile'
import { archiveAll, archivingServer, clonedFrom, testRepository } from '#test/support/repository'
import { drillQueries } from '#test/support/restoring/drill-queries'
import { drills } from '#test/support/restoring/drills'

const repository = testRepository()
const { folder, archive, clones } = repository
const managed = await archivingServer(repository)
const howdah = await startHowdah({
  managed,
  tables: [
    'create table sales (id int primary key)',
    'insert into sales select generate_series(1, 3000)',
    'create table gone (id int)',
  ],
  cluster: {
    ...(await clonedFrom(repository)),
    drills: {
      every: '7 days',
      queries: drillQueries,
    },
  },
})
const { database } = howdah
const house = { howdah, managed, clones, archiveAll: () => archiveAll(managed, repository) }
await managed.run(
  database,
  'grant execute on function pg_switch_wal() to keeper',
  'create extension amcheck',
  `grant execute on function bt_index_check(regclass) to ${observer}`,
  `grant select on sales, gone to ${observer}`,
)
await twoBots(howdah)

/** The lab kills at each point of the steps. */
const points = process.env['HOWDAH_PROFILE'] === 'lab' ? failpointsOf(5) : ['step 3 acted']

const evidence = (): readonly string[] => readdirSync(join(folder, 'drills')).sort()

describe('restore.drill', () => {
  describe('refusal', () => {
    test('refuses before the first backup', async () => {
      expect(
        await hear(howdah, 'olga', '/pg restore drill', 'There is no base backup of shop yet.'),
      ).toContain('Take one.')
    })
  })

  describe('with a backup', () => {
    beforeAll(() => carryOut(howdah, '/pg backup take'))

    describe('success', () => {
      drills(house, join(folder, 'drills'), /full-1/)

      test('is listed with the sum of its evidence, beside rows that Howdah did not sign', async () => {
        await howdah.store.query(
          `insert into howdah.drill (run, cluster, body, signature)
           select 'r-byhand', cluster, body || '{"wrong": "by hand"}', signature from howdah.drill where body ->> 'drill' = 'drill-1'`,
        )
        const list = await hear(howdah, 'olga', '/pg restore drills', '2 restore drills of shop')
        const text = readFileSync(join(folder, 'drills/drill-2.json'))
        expect(list).toContain(createHash('sha256').update(text).digest('hex'))
        expect(list).not.toContain('by hand')
      })
    })

    describe('failure', () => {
      test.each([
        [
          'a base backup',
          () => join(folder, 'backups/full-1/base.tar'),
          /full-1 is damaged: .*base\/\S+ is not as the manifest says/,
        ],
        [
          'a file of WAL',
          () => join(archive, repository.archived().filter(isWal).sort().at(-1) ?? ''),
          /full-1 cannot be brought to the end of transaction \d+: [0-9A-F]{24}: /,
        ],
      ])('names %s that was changed, and gives the room back', async (_, damagedFile, words) => {
        const plan = await howdah.plan('/pg restore drill')
        const path = damagedFile()
        const whole = readFileSync(path)
        onTestFinished(() => writeFileSync(path, whole))
        const changed = Buffer.from(whole)
        const from = isWal(basename(path)) ? 0 : Math.floor(whole.length / 2)
        changed.fill(0x5a, from, from + 8_192)
        writeFileSync(path, changed)
        await howdah.click('adam', plan, 'approve')
        expect(await outcomeOf(howdah, plan)).toBe('failed')
        expect(wordsOf(await howdah.message(one => one.ts === plan.ts))).toMatch(words)
        expect(await cloneFolders(clones)).toEqual([])
      })
    })

    describe('kill', () => {
      test.each(points)(
        'ends with evidence and without a clone when Howdah is killed at "%s"',
        async point => {
          await twoBots(howdah)
          const before = evidence().length
          const plan = await howdah.plan('/pg restore drill')
          const outcome = await runInto(howdah, point, plan)
          const said = wordsOf(await howdah.message(one => one.ts === plan.ts))
          expect(outcome, said).toBe('succeeded')
          expect(await cloneFolders(clones)).toEqual([])
          expect(evidence()).toHaveLength(before + 1)
        },
        300_000,
      )
    })
  })
})

const isWal = (name: string): boolean => /^[0-9A-F]{24}$/.test(name)
