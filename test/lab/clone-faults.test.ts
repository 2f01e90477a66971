/** Faults while a clone is made: nothing half is called whole, nothing is left running, and the room comes back. */
import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, expect, onTestFinished, test } from 'vitest'
import { drivers } from '#cluster/drivers/catalogue'
import { binaries } from '#local/postgres/binaries'
import { carryOut } from '#test/support/carry-out'
import { askClone, cloneFolders, cloneNamed, endClones } from '#test/support/clones'
import { codeOf, failureOf, inHand, reins } from '#test/support/drivers/check'
import { type ClonedBackup, cloneBench } from '#test/support/drivers/clone-bench'
import { startHowdah } from '#test/support/howdah'
import { outcomeOf, twoBots } from '#test/support/kills'
import { native } from '#test/support/majors'
import { archiveAll, archivingServer, clonedFrom, testRepository } from '#test/support/repository'
import { openShop } from '#test/support/shop'
import { tinyDisk } from '#test/support/tiny-disk'

const repository = testRepository()
const { clones } = repository
const managed = await archivingServer(repository)
const howdah = await startHowdah({
  managed,
  tables: ['create table orders as select generate_series(1, 100) as id'],
  cluster: await clonedFrom(repository),
})
const { database } = howdah
const { cluster } = openShop(howdah)
await managed.run(database, 'grant execute on function pg_switch_wal() to keeper')

const here = async () => {
  const [row] = await managed.query<{ at: string; lsn: string; system: string; file: string }>(
    database,
    `select to_char(clock_timestamp() at time zone 'UTC', 'YYYY-MM-DD HH24:MI:SS.US') as at,
       pg_current_wal_insert_lsn()::text as lsn, pg_walfile_name(pg_current_wal_insert_lsn()) as file,
       (select system_identifier::text from pg_control_system()) as system`,
  )
  if (!row) throw new Error('no moment')
  return row
}

const rows = async (clone: string) =>
  askClone(
    await cloneNamed(clones, clone),
    database,
    'select count(*)::int as n, max(id) as last from orders',
  )

let moment = { at: '', lsn: '', system: '', file: '' }

beforeAll(async () => {
  await twoBots(howdah)
  await carryOut(howdah, '/pg backup take')
  await managed.run(database, 'insert into orders values (101)')
  moment = await here()
  await managed.run(database, 'insert into orders values (102)')
  await archiveAll(managed, repository)
})

const full: readonly [string, (bytes: number) => number, RegExp][] = [
  ['while it is unpacked', () => 4 * 1_024 ** 2, /has no room left/],
  ['while WAL is replayed', bytes => bytes + 12 * 1_024 ** 2, /has no room left for the WAL/],
]

test.for(full)(
  'gives the room back of a clone whose disk is full %s',
  async ([, size, words], { skip }) => {
    const tar = join(repository.folder, 'backups/full-1/base.tar')
    const disk = tinyDisk(String(size(statSync(tar).size)))
    if (disk === undefined) return skip('needs the right to mount a disk')
    onTestFinished(() => void execFileSync('umount', ['-l', disk]))
    const about = JSON.parse(
      readFileSync(join(repository.folder, 'backups/full-1/backup.json'), 'utf8'),
    ) as { manifest: string }
    const backed: ClonedBackup = {
      backup: 'full-1',
      manifest: about.manifest,
      target: { kind: 'lsn', lsn: moment.lsn, inclusive: false },
      until: moment.lsn,
    }
    const place = { node: 'shop-1', database, duty: 'backup' } as const
    const bench = cloneBench(place, repository, {
      system: moment.system,
      programs: join(await binaries(native), 'bin'),
      backed: () => backed,
    })
    const action = { ...bench.absent(), place: disk }
    const server = managed
    await inHand({ driver: drivers.clone, cluster, bench, server }, action, async hand => {
      const failure = await failureOf(hand.act(action, reins()))
      expect(codeOf(failure)).toBe('clone.disk')
      expect(String(failure)).toMatch(words)
      expect(await hand.look(action)).toBe('absent')
    })
    expect(readdirSync(disk)).toEqual([])
  },
)

test('makes one whole clone where each Howdah is killed in the middle of unpacking', async () => {
  const plan = await howdah.plan(`/pg restore point-in-time to="${moment.at}"`)
  await howdah.click('adam', plan, 'approve')
  const unpacking = () =>
    readdirSync(clones, { recursive: true }).filter(name => String(name).includes('data/base'))
      .length
  const killed = [...howdah.bots]
  // In the same breath as the look: a clone of this size is whole within a second.
  const killWithin = () => {
    const found = unpacking()
    if (found > 20) for (const bot of killed) bot.kill('SIGKILL')
    return found
  }
  await expect.poll(killWithin, { timeout: 110_000, interval: 2 }).toBeGreaterThan(20)
  await Promise.all(killed.map(({ ended }) => ended))
  expect((await cloneFolders(clones))[0]).toContain('unfinished')
  await twoBots(howdah)
  expect(await outcomeOf(howdah, plan)).toBe('succeeded')
  expect(await cloneFolders(clones)).toEqual(['shop-clone-1 runs'])
  expect(await rows('shop-clone-1')).toEqual([{ n: 101, last: 101 }])
  await endClones(clones)
})

test('restores to a moment on either side of a change of the timeline', async () => {
  const before = await here()
  await managed.run(database, 'insert into orders values (103)')
  writeFileSync(join(managed.dataDir, 'standby.signal'), '')
  await managed.restart()
  await managed.run('postgres', 'select pg_promote()')
  await managed.run(database, 'insert into orders values (104)')
  const after = await here()
  expect(after.file.slice(0, 8)).toBe('00000002')
  await managed.run(database, 'drop table orders')
  await archiveAll(managed, repository)
  await carryOut(howdah, `/pg restore point-in-time to="${before.at}"`)
  expect(await rows('shop-clone-1')).toEqual([{ n: 102, last: 102 }])
  const said = await carryOut(howdah, '/pg restore point-in-time before-drop=orders')
  expect(said).toContain('before public.orders was dropped')
  expect(await rows('shop-clone-2')).toEqual([{ n: 104, last: 104 }])
})
