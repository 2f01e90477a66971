import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { binaries } from '#local/postgres/binaries'
import { failpointsOf } from '#src/failpoint'
import { hear } from '#test/support/hostile'
import { startHowdah, wordsOf } from '#test/support/howdah'
import { outcomeOf, runInto, twoBots } from '#test/support/kills'
import { native } from '#test/support/majors'
import { observer, profile } from '#test/support/profile'
import { archivingServer, testRepository } from '#test/support/repository'

const repository = testRepository()
const { folder, archive, drills } = repository
const managed = await archivingServer(repository)
const howdah = await startHowdah({
  managed,
  tables: ['create table orders (id int primary key)'],
  cluster: {
    credentials: {
      observe: `${observer}:${observer}`,
      ddl: 'howdah:howdah',
      backup: 'keeper:keeper',
    },
    backup: { folder, drills: { folder: drills, programs: join(await binaries(native), 'bin') } },
  },
})
const { database } = howdah
await managed.run(database, 'grant execute on function pg_switch_wal() to keeper')
await twoBots(howdah)

/** Carries the plan out, and gives the words of its end. */
const done = async (command: string, outcome: string): Promise<string> => {
  const plan = await howdah.plan(command)
  await howdah.click('adam', plan, 'approve')
  expect(await outcomeOf(howdah, plan)).toBe(outcome)
  return wordsOf(await howdah.message(one => one.ts === plan.ts))
}

/** Flips a bit of a file, until the test is over. */
const flip = (path: string, at: number): void => {
  const whole = readFileSync(path)
  const flipped = Buffer.from(whole)
  flipped[at] = (flipped[at] ?? 0) ^ 1
  writeFileSync(path, flipped)
  onTestFinished(() => writeFileSync(path, whole))
}

const rowsFrom = (first: number) =>
  managed.run(database, `insert into orders select generate_series(${first}, ${first} + 999)`)

const walIn = () => readdirSync(archive).filter(name => /^[0-9A-F]{24}$/.test(name))

describe('restore.drill', () => {
  describe('refusal', () => {
    test('refuses before the first backup', async () => {
      expect(
        await hear(howdah, 'olga', '/pg restore drill', 'There is no base backup of shop yet.'),
      ).toContain('Take one.')
    })
  })

  describe('success', () => {
    test('restores the newest backup to the present, measures it, and leaves nothing behind', async () => {
      await done('/pg backup take', 'succeeded')
      await rowsFrom(1)
      const words = await done('/pg restore drill', 'succeeded')
      expect(words).toMatch(/full-1 was restored to [0-9A-F]+\/[0-9A-F]+ in/)
      expect(words).toMatch(/amcheck found \d+ B-tree indexes of \d+ databases sound/)
      expect(readdirSync(drills)).toEqual([])
      const evidence = JSON.parse(readFileSync(join(folder, 'drills/drill-1.json'), 'utf8')) as {
        readonly damaged: readonly string[]
      }
      expect(evidence.damaged).toEqual([])
      const told = await hear(howdah, 'olga', '/pg backup status', 'The last drill, drill-1')
      expect(told).toContain('restored full-1')
    })
  })

  describe('failure', () => {
    test('finds a flipped bit in a base backup, and leaves nothing behind', async () => {
      flip(join(folder, 'backups/full-1/base.tar'), 1_000_000)
      const words = await done('/pg restore drill', 'failed')
      expect(words).toMatch(/full-1 is damaged: \S+ is not as the manifest says\./)
      expect(readdirSync(drills)).toEqual([])
    })

    test('finds a flipped bit in archived WAL, and says how far the backup can be brought', async () => {
      const before = walIn()
      await rowsFrom(2_000)
      await managed.run('postgres', 'select pg_switch_wal()')
      await expect.poll(() => walIn().length, { timeout: 110_000 }).toBeGreaterThan(before.length)
      // Within the first records, behind the header of the first page.
      flip(join(archive, walIn().find(name => !before.includes(name)) ?? ''), 4_000)
      const words = await done('/pg restore drill', 'failed')
      expect(words).toMatch(/full-1 can be brought to [0-9A-F/]+ only/)
      expect(readdirSync(drills)).toEqual([])
    })
  })

  describe('kill', () => {
    test.each(profile.points(failpointsOf(2)).filter(point => !point.startsWith('step 0')))(
      'ends with evidence, and nothing left behind, when Howdah is killed at "%s"',
      async point => {
        await twoBots(howdah)
        const before = readdirSync(join(folder, 'drills')).length
        const plan = await howdah.plan('/pg restore drill')
        expect(await runInto(howdah, point, plan)).toBe('succeeded')
        expect(readdirSync(drills)).toEqual([])
        expect(readdirSync(join(folder, 'drills'))).toHaveLength(before + 1)
      },
      300_000,
    )

    test('begins anew when every process dies while a copy is there', async () => {
      await twoBots(howdah)
      const plan = await howdah.plan('/pg restore drill')
      await howdah.click('adam', plan, 'approve')
      await expect
        .poll(() => readdirSync(drills).length, { timeout: 110_000, interval: 10 })
        .toBe(1)
      const dying = howdah.bots
      for (const bot of dying) bot.kill()
      await Promise.all(dying.map(({ ended }) => ended))
      await twoBots(howdah)
      expect(await outcomeOf(howdah, plan)).toBe('succeeded')
      expect(readdirSync(drills)).toEqual([])
    })
  })
})
