import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { basebackupDriver } from '#cluster/drivers/basebackup/driver'
import type { BasebackupAction } from '#model/actions/basebackup'
import { Failure } from '#src/errors'
import { failpointsOf } from '#src/failpoint'
import { hear } from '#test/support/hostile'
import { startHowdah, wordsOf } from '#test/support/howdah'
import { outcomeOf, runInto, twoBots } from '#test/support/kills'
import { profile } from '#test/support/profile'
import { archivingServer, backedUpTo, testRepository } from '#test/support/repository'
import { openShop } from '#test/support/shop'
import { tinyDisk } from '#test/support/tiny-disk'

const repository = testRepository()
const managed = await archivingServer(repository)
const howdah = await startHowdah({
  managed,
  tables: [
    `create table orders as select n as id, repeat('x', 400) as note from generate_series(1, 20000) n`,
  ],
  cluster: backedUpTo(repository),
})
const { cluster } = openShop(howdah)
await twoBots(howdah)

const timesTaken = () => managed.log().split('received replication command: BASE_BACKUP').length - 1

const unfinished = () => repository.backups().filter(name => name.startsWith('.'))

/** Waits until the files of a backup arrive: its folder is there before. */
const arriving = async () => {
  const sent = async () =>
    (
      await managed.query<{ sent: number }>(
        'postgres',
        'select count(*)::int as sent from pg_stat_progress_basebackup where backup_streamed > 0',
      )
    )[0]?.sent
  await expect.poll(sent, { timeout: 110_000, interval: 20 }).toBe(1)
}

const disk = tinyDisk()
if (disk !== undefined) afterAll(() => execFileSync('umount', ['-l', disk]))

/** The failure of a base backup into a folder, without a run. */
const failureIn = async (folder: string): Promise<string> => {
  const [row] = await managed.query<{ system: string }>(
    'postgres',
    'select system_identifier::text as system from pg_control_system()',
  )
  const action: BasebackupAction = {
    kind: 'basebackup',
    node: 'shop-1',
    database: howdah.database,
    duty: 'backup',
    folder,
    backup: 'full-1',
    system: row?.system ?? '',
    checkpoint: 'fast',
    rate: null,
    way: 'take',
    deadlineSeconds: 110,
  }
  const hand = await basebackupDriver.take(action, { cluster, run: 'r-0000001', token: 1 })
  const never = new AbortController().signal
  try {
    await hand.act(action, { stop: never, lost: never })
    return 'nothing failed'
  } catch (error) {
    return error instanceof Failure ? `${error.code}: ${error.message}` : String(error)
  } finally {
    await hand.close()
  }
}

describe('backup.take', () => {
  describe('refusal', () => {
    test('refuses a login that may not replicate, with the statement that lets it', async () => {
      await managed.run('postgres', 'alter role keeper noreplication')
      const told = await hear(
        howdah,
        'olga',
        '/pg backup take',
        'keeper may not start replication, which a base backup needs.',
      )
      expect(told).toContain('ALTER ROLE keeper REPLICATION')
      await managed.run('postgres', 'alter role keeper replication')
    })
  })

  describe('success', () => {
    test('takes a backup whose files are as in the manifest, with the WAL that it needs', async () => {
      const plan = await howdah.plan('/pg backup take')
      expect(wordsOf(plan)).toContain("BASE_BACKUP (LABEL 'howdah full-1'")
      await howdah.click('adam', plan, 'approve')
      expect(await outcomeOf(howdah, plan)).toBe('succeeded')
      const words = wordsOf(await howdah.message(one => one.ts === plan.ts))
      expect(words).toMatch(/full-1 has [\d,]+ files, \d+ MB, each as in the manifest/)
      expect(repository.backups()).toEqual(['full-1'])
      const about = JSON.parse(
        readFileSync(join(repository.folder, 'backups/full-1/backup.json'), 'utf8'),
      ) as { readonly node: string }
      expect(about.node).toBe('shop-1')
      expect(
        await hear(howdah, 'olga', '/pg backup status', 'Backups of shop are in order'),
      ).toContain('The newest backup is full-1')
    })
  })

  describe('failure', () => {
    test('leaves nothing behind when the server ends the session in the middle', async () => {
      const before = repository.backups()
      const plan = await howdah.plan('/pg backup take pace=1')
      await howdah.click('adam', plan, 'approve')
      await arriving()
      await managed.run(
        'postgres',
        `select pg_terminate_backend(pid) from pg_stat_progress_basebackup`,
      )
      expect(await outcomeOf(howdah, plan)).toBe('failed')
      expect(repository.backups()).toEqual(before)
    })

    test.skipIf(disk === undefined)(
      'names a repository that is full or read only, and leaves nothing there (needs the right to mount)',
      async () => {
        const folder = disk ?? ''
        expect(await failureIn(folder)).toBe(
          `backup.repository: The repository ${folder} has no room left, so there is no base backup.`,
        )
        expect(readdirSync(join(folder, 'backups'))).toEqual([])
        execFileSync('mount', ['-o', 'remount,ro', folder])
        expect(await failureIn(folder)).toBe(
          `backup.repository: The repository ${folder} is read only, so there is no base backup.`,
        )
      },
    )

    test('leaves nothing behind when a person stops it', async () => {
      const before = repository.backups()
      const plan = await howdah.plan('/pg backup take pace=1')
      await howdah.click('adam', plan, 'approve')
      await arriving()
      await howdah.click('adam', plan, 'stop')
      expect(await outcomeOf(howdah, plan)).toBe('cancelled')
      expect(repository.backups()).toEqual(before)
    })
  })

  describe('kill', () => {
    test.each(profile.points(failpointsOf(1)))(
      'ends with one whole backup when Howdah is killed at "%s"',
      async point => {
        await twoBots(howdah)
        const before = { backups: repository.backups().length, times: timesTaken() }
        const plan = await howdah.plan('/pg backup take')
        expect(await runInto(howdah, point, plan)).toBe('succeeded')
        expect(unfinished()).toEqual([])
        expect(repository.backups()).toHaveLength(before.backups + 1)
        expect(timesTaken() - before.times).toBe(1)
      },
      300_000,
    )

    test('takes it anew, and removes what is unfinished, when every process dies in the middle', async () => {
      await twoBots(howdah)
      const before = repository.backups()
      const plan = await howdah.plan('/pg backup take pace=4')
      await howdah.click('adam', plan, 'approve')
      await arriving()
      const dying = howdah.bots
      for (const bot of dying) bot.kill()
      await Promise.all(dying.map(({ ended }) => ended))
      await twoBots(howdah)
      expect(await outcomeOf(howdah, plan)).toBe('succeeded')
      expect(unfinished()).toEqual([])
      expect(repository.backups()).toHaveLength(before.length + 1)
    })
  })
})
