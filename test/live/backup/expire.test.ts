import {
  cpSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { type BackupAbout, writeAbout } from '#cluster/facts/backup/about'
import { backupMarks } from '#signing/backup-marks'
import { failpointsOf } from '#src/failpoint'
import { hear } from '#test/support/hostile'
import { startHowdah, wordsOf } from '#test/support/howdah'
import { expectOneOutcome, outcomeOf, runInto, twoBots } from '#test/support/kills'
import { profile } from '#test/support/profile'
import { archivingServer, backedUpTo, testRepository } from '#test/support/repository'
import { testSigner } from '#test/support/signing'

const repository = testRepository()
const managed = await archivingServer(repository)
const howdah = await startHowdah({
  managed,
  cluster: backedUpTo(repository),
})
const marks = backupMarks(testSigner)
const backup = (number: number) => join(repository.folder, 'backups', `full-${number}`)
const wordsAt = (number: number) => join(backup(number), 'backup.json')

const take = async (): Promise<void> => {
  const plan = await howdah.plan('/pg backup take')
  await howdah.click('adam', plan, 'approve')
  expect(await outcomeOf(howdah, plan)).toBe('succeeded')
}

/** Puts a newer backup of this Howdah there, with the same WAL as full-`number`. */
const copyOf = (number: number): void => {
  cpSync(backup(number), backup(number + 1), { recursive: true })
  const { signature: _, ...about } = JSON.parse(readFileSync(wordsAt(number), 'utf8')) as {
    readonly signature: string
  } & BackupAbout
  const words = writeAbout({ ...about, backup: `full-${number + 1}` }, marks)
  writeFileSync(wordsAt(number + 1), words)
}

const startOf = (number: number): string => {
  const { startLsn } = JSON.parse(readFileSync(wordsAt(number), 'utf8')) as BackupAbout
  return (Number.parseInt(startLsn.split('/')[1] ?? '', 16) >> 24).toString(16).toUpperCase()
}

/** Files of WAL in the archive, by the end of the name. */
const wal = () =>
  readdirSync(repository.archive)
    .filter(name => /^[0-9A-F]{24}$/.test(name))
    .map(name => name.slice(16).replace(/^0+/, ''))
    .toSorted()

const approved = async (line: string) => {
  const plan = await howdah.plan(line)
  await howdah.click('adam', plan, 'approve')
  await howdah.click('dana', plan, 'approve')
  return plan
}

await twoBots(howdah)
await take()
await take()

describe('backup.expire', () => {
  describe('refusal', () => {
    test('refuses a wish that does not say what has to stay', async () => {
      expect(
        await hear(howdah, 'olga', '/pg backup expire', 'Nothing says what to keep.'),
      ).toContain('keep=3')
    })
  })

  describe('failure', () => {
    test('says what is gone, and keeps every other backup, where WAL cannot be removed', async () => {
      copyOf(2)
      const inTheWay = join(repository.archive, '000000010000000000000000')
      mkdirSync(inTheWay)
      const plan = await approved('/pg backup expire keep=2')
      expect(await outcomeOf(howdah, plan)).toBe('failed')
      expect(repository.backups()).toEqual(['full-2', 'full-3'])
      expect(wordsOf(await howdah.message(one => one.ts === plan.ts))).toContain(
        'so nothing more was done',
      )
      await expectOneOutcome(howdah, plan, 'failed')
      rmSync(inTheWay, { recursive: true })
    })
  })

  describe('success', () => {
    test('removes the older backup and the WAL that only it needs, and the last good one never', async () => {
      const plan = await approved('/pg backup expire keep=1')
      expect(wordsOf(plan)).toContain('removes full-2 from')
      expect(await outcomeOf(howdah, plan)).toBe('succeeded')
      expect(repository.backups()).toEqual(['full-3'])
      expect(wal()[0]).toBe(startOf(3))
      await expectOneOutcome(howdah, plan, 'succeeded')
      expect(await hear(howdah, 'olga', '/pg backup expire keep=1', 'is still needed')).toContain(
        'full-3 is the oldest to keep',
      )
    })

    test('leaves alone what this Howdah did not take, and follows no link out of it', async () => {
      const outside = join(repository.folder, 'outside')
      writeFileSync(outside, 'mine')
      mkdirSync(backup(1))
      symlinkSync(outside, join(backup(1), 'base.tar'))
      copyOf(3)
      symlinkSync(outside, join(backup(3), 'more'))
      const plan = await approved('/pg backup expire keep=1')
      expect(wordsOf(plan)).toContain('Left alone')
      expect(await outcomeOf(howdah, plan)).toBe('succeeded')
      expect(repository.backups()).toEqual(['full-1', 'full-4'])
      expect(readFileSync(outside, 'utf8')).toBe('mine')
      rmSync(backup(1), { recursive: true })
    })
  })

  describe('kill', () => {
    test.each(profile.points(failpointsOf(1)))(
      'removes the older backup once, and nothing else, when Howdah is killed at "%s"',
      async point => {
        await twoBots(howdah)
        const last = Number(repository.backups().at(-1)?.slice(5))
        copyOf(last)
        const plan = await howdah.plan('/pg backup expire keep=1')
        await howdah.click('adam', plan, 'approve')
        expect(
          await runInto(howdah, point, plan, 'kill', () => howdah.click('dana', plan, 'approve')),
        ).toBe('succeeded')
        expect(repository.backups()).toEqual([`full-${last + 1}`])
      },
      300_000,
    )
  })
})
