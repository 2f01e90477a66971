/** pgBackRest over ssh; and what becomes of a backup when the bot, the way, the server or the repository goes. */
import { execFileSync } from 'node:child_process'
import { existsSync, readdirSync, rmdirSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeEach, describe, expect, test } from 'vitest'
import { carryOut } from '#test/support/carry-out'
import { hear, shows } from '#test/support/hostile'
import { startHowdah, wordsOf } from '#test/support/howdah'
import { outcomeOf, twoBots } from '#test/support/kills'
import { hasSshd, startSshd } from '#test/support/sshd'
import { hasPgbackrest, startStanza } from '#test/support/stanza'
import { outages } from '#test/support/stanza-outages'
import { tinyDisk } from '#test/support/tiny-disk'
import { verified } from '#test/support/verified'

const isRunnable = hasPgbackrest && hasSshd

describe.skipIf(!isRunnable)(
  'pgBackRest on another machine (needs /usr/bin/pgbackrest, /usr/sbin/sshd and test/majors)',
  async () => {
    if (!isRunnable) return
    const disk = tinyDisk('200m')
    const sshd = await startSshd()
    const stanza = await startStanza({ reach: sshd.reach, repository: disk })
    const { server, repository } = stanza
    afterAll(() => {
      if (disk === undefined) return
      execFileSync('umount', ['-l', disk])
      rmdirSync(disk)
    })
    const howdah = await startHowdah({
      managed: server,
      prepare: stanza.prepare,
      cluster: stanza.cluster,
      tables: ['create table orders as select generate_series(1, 100) as id'],
    })
    /** Only a whole backup has that file: pgBackRest removes a half backup before the next backup. */
    const labels = () => {
      const backups = join(repository, 'backup/shop')
      return readdirSync(backups).filter(
        name => /^\d{8}-/.test(name) && existsSync(join(backups, name, 'backup.manifest')),
      )
    }

    const checkpointer = async (): Promise<number> => {
      const [row] = await server.query<{ pid: number }>(
        'postgres',
        `select pid from pg_stat_activity where backend_type = 'checkpointer'`,
      )
      return row?.pid ?? 0
    }
    let standing = 0
    const stand = async () => {
      standing = await checkpointer()
      process.kill(standing, 'SIGSTOP')
    }
    const go = () => {
      if (standing > 0) process.kill(standing, 'SIGCONT')
      standing = 0
    }
    afterAll(go)

    /** The message of a backup that waits at the start for a checkpoint. */
    const takingStill = async () => {
      await stand()
      const plan = await howdah.plan('/pg backup take')
      await howdah.click('adam', plan, 'approve')
      const starts = `select from pg_stat_activity where application_name like 'pgBackRest%' and query ~ 'pg_backup_start'`
      await expect
        .poll(() => server.query('postgres', starts), { timeout: 110_000 })
        .toHaveLength(1)
      return plan
    }

    beforeEach(() => twoBots(howdah))

    test('takes, lists and verifies a backup over ssh', async () => {
      expect(await carryOut(howdah, '/pg backup take')).toMatch(
        /\d{8}-\d{6}F is in stanza shop of pgBackRest on \S+@127\.0\.0\.1/,
      )
      await hear(howdah, 'olga', '/pg backup list', '1 base backup of shop; nothing to review.')
      expect(await verified(howdah, 'succeeded')).toMatch(
        /is whole: [\d,]+ files as in the manifest/,
      )
    })

    test('says of a host whose key is another one that nobody is asked there', async () => {
      const back = sshd.forget()
      try {
        const told = await hear(howdah, 'olga', '/pg backup list', 'ssh does not reach')
        expect(told).toContain('Host key verification failed')
        expect(told).toContain('know the key of the host')
      } finally {
        back()
      }
    })

    test('refuses a restore there before anybody approves', async () => {
      const told = await hear(
        howdah,
        'olga',
        '/pg restore drill',
        'A clone lies on Howdah’s machine',
      )
      expect(told).toContain('repo1-host')
    })

    test('finds its backup again after the way there was cut off and every bot was killed', async () => {
      const before = labels()
      const plan = await takingStill()
      await sshd.stop()
      const dying = howdah.bots
      for (const bot of dying) bot.kill()
      await Promise.all(dying.map(({ ended }) => ended))
      await twoBots(howdah)
      await shows(howdah, plan, 'ssh does not reach')
      go()
      await sshd.start()
      expect(await outcomeOf(howdah, plan)).toBe('succeeded')
      expect(labels()).toHaveLength(before.length + 1)
    })

    test('calls nothing a backup whose server was killed under it, and takes the next one', async () => {
      const before = labels()
      const plan = await takingStill()
      await server.kill()
      // A process that stands still does not notice that the postmaster is gone.
      process.kill(standing, 'SIGKILL')
      standing = 0
      const again = () => server.restart().then(() => 'up', String)
      await expect.poll(again, { timeout: 110_000 }).toBe('up')
      expect(await outcomeOf(howdah, plan)).toBe('failed')
      expect(wordsOf(await howdah.message(one => one.ts === plan.ts))).toContain(
        'pgBackRest’s backup ended with',
      )
      expect(labels()).toEqual(before)
      await carryOut(howdah, '/pg backup take')
      expect(labels()).toHaveLength(before.length + 1)
    })

    describe('whose repository', () => {
      const table: string[] = []
      afterAll(() => console.log(table.join('\n')))

      test.for(outages)(
        '%s ends a backup in words, and leaves none',
        async ([name, inject, found], { skip }) => {
          if (disk === undefined) return skip('needs the right to mount a disk')
          const before = labels()
          const plan = await takingStill()
          const back = inject(repository)
          go()
          const ended = await outcomeOf(howdah, plan).finally(back)
          const said = wordsOf(await howdah.message(one => one.ts === plan.ts))
          table.push(`the repository ${name}: ${said}`)
          expect(ended, said).toBe('failed')
          expect(said).toMatch(found)
          expect(labels()).toEqual(before)
          await stanza.archived()
          await hear(howdah, 'olga', '/pg backup status', 'The newest backup is')
        },
      )
    })
  },
)
