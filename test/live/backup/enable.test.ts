/** Archiving is set up with a key; then WAL and backups are encrypted, and can be restored. */
import { chmodSync, chownSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { verifyBackup } from '#cluster/drivers/files/verify-backup'
import { readAbout } from '#cluster/facts/backup/about'
import { systemUser } from '#local/postgres/system-user'
import { backupMarks } from '#signing/backup-marks'
import { newSigningKey, readSigningKeys } from '#signing/keys'
import { Failure } from '#src/errors'
import { failpointsOf } from '#src/failpoint'
import { repositoryKeys } from '#src/vault/keys'
import { carryOut } from '#test/support/carry-out'
import { askClone, cloneNamed } from '#test/support/clones'
import { hear } from '#test/support/hostile'
import { startHowdah, wordsOf } from '#test/support/howdah'
import { outcomeOf, runInto, twoBots } from '#test/support/kills'
import { testServer } from '#test/support/postgres'
import { profile } from '#test/support/profile'
import { clonedFrom, testRepository } from '#test/support/repository'
import { flip, swap } from '#test/support/repository-faults'
import { grantSettings, valueIn } from '#test/support/setting-grants'
import { testSigner } from '#test/support/signing'

const repository = testRepository()
const { archive, clones } = repository
const at = (...names: readonly string[]) => join(repository.folder, ...names)

const key = newSigningKey('vault')
writeFileSync(at('server.key'), key, { mode: 0o600 })
const user = systemUser()
if (user) chownSync(at('server.key'), user.uid, user.gid)

const managed = await testServer({ log_statement: 'all', archive_mode: 'on' })
await managed.run('postgres', `create role keeper login replication password 'keeper'`)
const { backup, ...cluster } = await clonedFrom(repository)
const howdah = await startHowdah({
  managed,
  tables: ['create table orders (id int primary key, note text)'],
  cluster: { ...cluster, backup: { ...backup, key, server: { key: at('server.key') } } },
})
const { database } = howdah
await twoBots(howdah)

const command = async () => (await valueIn(managed, 'archive_command')).written

const none = () =>
  managed.run('postgres', 'alter system reset archive_command', 'select pg_reload_conf()')

const isPlain = (path: string) => readFileSync(path).subarray(0, 6).toString() !== 'HOWDAH'

describe('backup.enable', () => {
  describe('refusal', () => {
    test('refuses a login that may not set the command, with the statement that lets it', async () => {
      const told = await hear(
        howdah,
        'olga',
        '/pg backup enable',
        'howdah may not change archive_command by ALTER SYSTEM.',
      )
      expect(told).toContain('GRANT ALTER SYSTEM ON PARAMETER archive_command TO howdah;')
      await grantSettings(managed, database, ['archive_command'])
      await managed.run(database, 'grant execute on function pg_switch_wal() to keeper')
    })
  })

  describe('failure', () => {
    test('writes back what was there where no file arrives', async () => {
      chmodSync(archive, 0o555)
      const said = await carryOut(howdah, '/pg backup enable wait=10', 'failed')
      chmodSync(archive, 0o755)
      expect(said).toContain('did not come within 10 s')
      expect(await command()).toBe(null)
      expect(repository.archived()).toEqual([])
    })
  })

  describe('kill', () => {
    test.each(profile.points(failpointsOf(3)))(
      'has the server archive when Howdah is killed at "%s"',
      async point => {
        await none()
        await twoBots(howdah)
        const plan = await howdah.plan('/pg backup enable')
        expect(await runInto(howdah, point, plan)).toBe('succeeded')
        expect(await command()).toContain('program.ts keep')
      },
      300_000,
    )
  })

  describe('success', () => {
    test('has the server archive encrypted, and sees a file arrive', async () => {
      await none()
      await twoBots(howdah)
      const plan = await howdah.plan('/pg backup enable')
      const asked = wordsOf(plan)
      expect(asked).toContain('ALTER SYSTEM SET archive_command TO ')
      expect(asked).not.toContain(key.split(':')[1])
      await howdah.click('adam', plan, 'approve')
      expect(await outcomeOf(howdah, plan)).toBe('succeeded')
      expect(await command()).toContain(at('server.key'))
      const files = repository.archived()
      expect(files.length).toBeGreaterThan(0)
      expect(files.filter(name => isPlain(join(archive, name)))).toEqual([])
      await hear(howdah, 'olga', '/pg backup enable', 'already: ')
    })
  })
})

const marks = backupMarks(testSigner)

/** The words of a reading of the whole. */
const read = async (by = key): Promise<string> => {
  const about = await readAbout(at('backups/full-1'), marks)
  const keys = repositoryKeys(readSigningKeys(by) ?? [])
  try {
    const found = await verifyBackup(
      {
        kind: 'files',
        node: 'shop-1',
        database,
        duty: 'observe',
        folder: repository.folder,
        archive,
        backup: 'full-1',
        manifest: about?.about.manifest ?? '',
        way: 'verify',
        deadlineSeconds: 110,
      },
      { marks, keys },
      { goOn: () => {}, tell: () => {} },
    )
    return `${String(found['segments'])} files of WAL`
  } catch (error) {
    if (!(error instanceof Failure)) throw error
    return `${error.code}: ${error.message}`
  }
}

describe('an encrypted repository', () => {
  let moment = ''
  beforeAll(async () => {
    await twoBots(howdah)
    await carryOut(howdah, '/pg backup take')
    await managed.run(
      database,
      `insert into orders select n, 'secret note' from generate_series(1, 1000) n`,
    )
    const [row] = await managed.query<{ at: string }>(
      database,
      `select to_char(clock_timestamp() at time zone 'UTC', 'YYYY-MM-DD HH24:MI:SS.US') as at`,
    )
    moment = row?.at ?? ''
    await managed.run(database, 'delete from orders')
  }, 300_000)

  test('holds nothing in the clear but Howdah’s own words, and says so', async () => {
    for (const file of ['base.tar', 'backup_manifest'])
      expect(isPlain(at('backups/full-1', file))).toBe(false)
    expect(readFileSync(at('backups/full-1/base.tar')).includes('PG_VERSION')).toBe(false)
    const status = await hear(howdah, 'olga', '/pg backup status', 'Backups of shop are in order')
    expect(status).toMatch(/1 backup, \d+ MB, encrypted;/)
    expect(await hear(howdah, 'olga', '/pg backup show', 'It holds')).toMatch(
      /encrypted with the key vault\.[0-9a-f]{16}/,
    )
  })

  test('is restored to a moment, WAL included', async () => {
    await carryOut(howdah, `/pg restore point-in-time to="${moment}"`)
    const clone = await cloneNamed(clones, 'shop-clone-1')
    expect(await askClone(clone, database, 'select count(*)::int as n from orders')).toEqual([
      { n: 1_000 },
    ])
  })

  const table: (readonly [string, string])[] = []
  afterAll(() => {
    console.log(table.map(row => row.join(': ')).join('\n'))
  })

  /** The path of a file of WAL, counted from the newest with negative numbers. */
  const inWal = (place: number) => {
    const wal = repository.archived().filter(name => /^[0-9A-F]{24}$/.test(name))
    return join(archive, wal.toSorted().at(place) ?? '')
  }
  test.each<[string, () => () => void, RegExp]>([
    ['nothing', () => () => {}, /^\d+ files of WAL$/],
    [
      'a flipped bit in a base backup',
      () => flip(at('backups/full-1/base.tar'), 3_000_001),
      /not-whole: .*base\.tar does not decrypt: it was changed/,
    ],
    [
      'a flipped bit in the header',
      () => flip(at('backups/full-1/base.tar'), 9),
      /not-whole: .*its header is another one/,
    ],
    [
      'a flipped bit in the manifest',
      () => flip(at('backups/full-1/backup_manifest'), 900),
      /backup_manifest is not as PostgreSQL wrote it/,
    ],
    ['a flipped bit in WAL', () => flip(inWal(-1), 70_000), /does not decrypt: it was changed/],
    [
      'two files of WAL in each other’s place',
      () => swap(inWal(-1), inWal(-2)),
      /does not decrypt: it was changed/,
    ],
  ])('shows %s to a reading of the whole', async (fault, inject, found) => {
    const back = inject()
    const told = await read()
    back()
    table.push([fault, told])
    expect(told).toMatch(found)
  })

  test('is locked, never damaged, for whoever has another key', async () => {
    const told = await read(newSigningKey('vault'))
    table.push(['another key', told])
    expect(told).toMatch(
      /^backup\.locked: backup_manifest is encrypted with the key vault\.[0-9a-f]{16}, which the inventory does not give\.$/,
    )
  })
})
