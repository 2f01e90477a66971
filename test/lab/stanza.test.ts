/** Backups that pgBackRest keeps, encrypted, by the same commands as backups in a folder; and the contract of the driver. */
import { readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { drivers } from '#cluster/drivers/catalogue'
import type { StanzaConfig } from '#model/cluster'
import { carryOut } from '#test/support/carry-out'
import { cloneNamed, endClones } from '#test/support/clones'
import type { Check } from '#test/support/drivers/check'
import { checks } from '#test/support/drivers/checks'
import { stanzaBench } from '#test/support/drivers/stanza-bench'
import { hear } from '#test/support/hostile'
import { type Howdah, startHowdah } from '#test/support/howdah'
import { outcomeOf, twoBots } from '#test/support/kills'
import { beforeSteps } from '#test/support/restoring/before-steps'
import { drillQueries } from '#test/support/restoring/drill-queries'
import { drills } from '#test/support/restoring/drills'
import { expectMovesOn } from '#test/support/restoring/expect-moves-on'
import { findsMoments } from '#test/support/restoring/finds-moments'
import { loseOrders } from '#test/support/restoring/lose-orders'
import { stepsIn } from '#test/support/restoring/steps-in'
import { openShop } from '#test/support/shop'
import { hasPgbackrest, stanzaPass, startStanza, type TestStanza } from '#test/support/stanza'
import { stanzaFaults } from '#test/support/stanza-faults'
import { verified } from '#test/support/verified'

describe.skipIf(!hasPgbackrest)(
  'a stanza of pgBackRest (needs /usr/bin/pgbackrest and test/majors)',
  async () => {
    if (!hasPgbackrest) return
    const stanza: TestStanza = await startStanza()
    const howdah: Howdah = await startHowdah({
      managed: stanza.server,
      prepare: stanza.prepare,
      cluster: { ...stanza.cluster, drills: { queries: drillQueries } },
      tables: [
        'create table orders (id int primary key)',
        'create table later (id int)',
        'create table sales (id int primary key)',
        'insert into sales select generate_series(1, 3000)',
        'create table gone (id int)',
      ],
    })
    const { server: managed, clones } = stanza
    const house = { howdah, managed, clones, archiveAll: stanza.archived }
    await managed.run(
      howdah.database,
      'create extension amcheck',
      'grant execute on function bt_index_check(regclass) to observer',
      'grant select on sales, gone to observer',
    )
    const { cluster } = openShop(howdah)
    const config = cluster.config.backup?.stanza as StanzaConfig

    const isFull = (name: string) => /^\d{8}-\d{6}F$/.test(name)

    test('is made with the first backup', async () => {
      await twoBots(howdah)
      await hear(howdah, 'olga', '/pg backup status', 'stanza shop of pgBackRest is not there yet')
      expect(await carryOut(howdah, '/pg backup take')).toMatch(
        /\d{8}-\d{6}F is in stanza shop of pgBackRest/,
      )
    })

    test('takes an incremental backup on top', async () => {
      expect(await carryOut(howdah, '/pg backup take type=incr')).toMatch(
        /\d{8}-\d{6}F_\d{8}-\d{6}I is in/,
      )
      await hear(howdah, 'olga', '/pg backup list', '2 base backups of shop; nothing to review.')
      await hear(howdah, 'olga', '/pg backup show', 'encrypted with aes-256-cbc')
      await hear(howdah, 'olga', '/pg backup status', 'Backups of shop are in order')
    })

    test('is read as a whole, each file and the WAL', async () => {
      for (let file = 0; file < 3; file += 1) await stanza.archived()
      expect(await verified(howdah, 'succeeded')).toMatch(
        /F_\d{8}-\d{6}I is whole: [\d,]+ files as in the manifest, and \d+ files of WAL up to [0-9A-F]{24}/,
      )
      expect(await hear(howdah, 'olga', '/pg backup status', 'The newest backup is')).toMatch(
        / old, verified .* ago;/,
      )
    })

    test.each(stanzaFaults)('with %s is found not whole', async (_, inject, found) => {
      const mend = inject(stanza)
      try {
        expect(await verified(howdah, 'failed')).toMatch(found)
      } finally {
        mend()
      }
    })

    test('whose pass phrase is another one is named before anything is planned', async () => {
      stanza.configure('another-pass-phrase')
      try {
        const named = 'Either the pass phrase in its configuration is another one'
        expect(await hear(howdah, 'olga', '/pg backup verify', named)).toContain(
          'stanza shop of pgBackRest cannot be used',
        )
      } finally {
        stanza.configure(stanzaPass)
      }
    })

    describe('whose tables are lost', () => {
      beforeAll(() => loseOrders(house))
      findsMoments(house)
    })

    describe('behind a clone', () => {
      let clone = ''
      beforeAll(async () => {
        clone = await beforeSteps(house)
      })
      test('replays one transaction more, each time', () => expectMovesOn(house, clone))

      test('has the WAL fetched that the clone lacks on its way', async () => {
        const { archive } = await cloneNamed(clones, clone)
        for (const name of readdirSync(archive)) rmSync(join(archive, name))
        const before = await stepsIn(house, clone)
        await carryOut(howdah, `/pg clone forward ${clone}`)
        expect(await stepsIn(house, clone)).toBe(before + 1)
      })
    })

    describe('whose restores are drilled', () => {
      drills(house, join(clones, 'evidence-of-shop/drills'), /\d{8}-\d{6}F\S*/)
    })

    test('keeps the backup of a clone, and lets a full backup go with all that builds on it', async () => {
      await endClones(clones)
      const said = await carryOut(howdah, '/pg restore point-in-time name=before_release')
      await carryOut(howdah, '/pg backup take')
      expect(await hear(howdah, 'olga', '/pg backup expire keep=1', 'is still needed')).toContain(
        'Every backup of shop is still needed',
      )
      await carryOut(howdah, `/pg clone end ${/shop-clone-\d+/.exec(said)?.[0] ?? ''}`)
      expect(
        await carryOut(howdah, '/pg backup expire keep=1', 'succeeded', ['adam', 'dana']),
      ).toContain('1 backup left in stanza shop of pgBackRest.')
      expect(await verified(howdah, 'succeeded')).toContain('is whole')
    })

    const [row] = await stanza.server.query<{ pid: number }>(
      'postgres',
      `select pid from pg_stat_activity where backend_type = 'checkpointer'`,
    )
    const checkpointer = row?.pid ?? 0
    const go = () => void process.kill(checkpointer, 'SIGCONT')
    const stand = () => void process.kill(checkpointer, 'SIGSTOP')
    afterAll(go)

    test('is waited for by the next bot where every bot is killed under a backup, which is taken once', async () => {
      await twoBots(howdah)
      const labels = () => readdirSync(join(stanza.repository, 'backup/shop')).filter(isFull)
      const before = labels()
      stand()
      const plan = await howdah.plan('/pg backup take')
      await howdah.click('adam', plan, 'approve')
      const starts = `select from pg_stat_activity where application_name like 'pgBackRest%' and query ~ 'pg_backup_start'`
      await expect
        .poll(() => stanza.server.query('postgres', starts), { timeout: 110_000 })
        .toHaveLength(1)
      const dying = howdah.bots
      for (const bot of dying) bot.kill()
      await Promise.all(dying.map(({ ended }) => ended))
      await twoBots(howdah)
      go()
      expect(await outcomeOf(howdah, plan)).toBe('succeeded')
      expect(labels()).toHaveLength(before.length + 1)
    })

    describe('the driver of pgbackrest', () => {
      const bench = stanzaBench(
        { node: 'shop-1', database: howdah.database, duty: 'backup' },
        config,
        { stand, go },
      )
      test.each(Object.entries(checks))('%s', async (_, check: Check) => {
        const benched = { cluster, server: stanza.server, driver: drivers.pgbackrest, bench }
        expect(await check(benched as unknown as Parameters<Check>[0])).toEqual([])
      })
    })
  },
)
