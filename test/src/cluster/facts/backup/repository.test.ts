import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { type BackupAbout, writeAbout } from '#cluster/facts/backup/about'
import { nextBackup, readRepository } from '#cluster/facts/backup/repository'
import { backupMarks } from '#signing/backup-marks'
import { openRowSigner } from '#signing/rows'
import { manifestOf, sumOf, tarOf } from '#test/support/archives'
import { backupAbout } from '#test/support/facts/backup'

const marks = backupMarks(openRowSigner([{ name: 'one', secret: Buffer.alloc(32, 1) }]))
const others = backupMarks(openRowSigner([{ name: 'two', secret: Buffer.alloc(32, 2) }]))

const files = { PG_VERSION: '18\n' }
const archive = tarOf(files)

const words = (more: Partial<BackupAbout> = {}) =>
  backupAbout({
    archives: { 'base.tar': archive.length },
    files: 1,
    manifest: sumOf(manifestOf(files)),
    ...more,
  })

/** A repository with full-1, whose files are `more` where that has some, and with this WAL. */
const repositoryWith = (
  more: Readonly<Record<string, string | Buffer | null>> = {},
  wal: readonly string[] = ['000000010000000000000002'],
) => {
  const folder = mkdtempSync(join(tmpdir(), 'howdah-repository-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  mkdirSync(join(folder, 'wal'))
  for (const name of wal) writeFileSync(join(folder, 'wal', name), '')
  const place = join(folder, 'backups/full-1')
  mkdirSync(place, { recursive: true })
  const written = {
    'base.tar': archive,
    backup_manifest: manifestOf(files),
    'backup.json': writeAbout(words(), marks),
    ...more,
  }
  for (const [file, content] of Object.entries(written))
    if (content !== null) writeFileSync(join(place, file), content)
  return { folder, archive: join(folder, 'wal'), marks }
}

const pipes = 'mkfifo'
const makePipe = (path: string) => void execFileSync(pipes, [path])

const forged =
  'backup.json is not signed by this Howdah: it was changed since, or another Howdah took the backup.'

describe('a repository of files', () => {
  test('has its backups, each with the WAL that brings it further', async () => {
    const read = await readRepository(repositoryWith())
    expect(read.trouble).toBeNull()
    expect(read.backups).toMatchObject([
      { backup: 'full-1', damage: [], reach: { missing: [], last: '000000010000000000000002' } },
    ])
    expect(nextBackup(read)).toBe('full-2')
  })

  test.each<[string, Readonly<Record<string, string | Buffer | null>>, readonly string[]]>([
    ['an archive away', { 'base.tar': null }, ['base.tar is missing.']],
    [
      'an archive cut off',
      { 'base.tar': archive.subarray(0, 600) },
      ['base.tar has another size than it was written with.'],
    ],
    [
      'the manifest away',
      { backup_manifest: null },
      ['backup_manifest is not as PostgreSQL wrote it.'],
    ],
    [
      'the manifest changed',
      { backup_manifest: manifestOf(files).replace('PG_VERSION', 'PG_VERSIOM') },
      ['backup_manifest is not as PostgreSQL wrote it.'],
    ],
    [
      'the manifest of another backup',
      { backup_manifest: manifestOf({ ...files, more: '' }) },
      ['backup_manifest is not as PostgreSQL wrote it.'],
    ],
    ['its own words away', { 'backup.json': null }, ['backup.json is not as Howdah wrote it.']],
    [
      'the words of another backup',
      { 'backup.json': writeAbout(words({ backup: 'full-7' }), marks) },
      ['backup.json is not as Howdah wrote it.'],
    ],
    [
      'a backup without a signature',
      { 'backup.json': JSON.stringify({ ...words(), format: 1 }) },
      ['This Howdah did not take it: backup.json has no signature.'],
    ],
    ['a backup of another Howdah', { 'backup.json': writeAbout(words(), others) }, [forged]],
    [
      'words that were changed',
      { 'backup.json': writeAbout(words(), marks).replace('shop-1', 'shop-2') },
      [forged],
    ],
    [
      'a size of WAL that no server has',
      { 'backup.json': writeAbout(words({ segment: 7 }), marks) },
      ['backup.json is not as Howdah wrote it.'],
    ],
    [
      'an archive with the name of a file elsewhere',
      { 'backup.json': writeAbout(words({ archives: { '../../x.tar': 1 } }), marks) },
      ['backup.json is not as Howdah wrote it.'],
    ],
  ])('tells of %s', async (_, more, wanted) => {
    const read = await readRepository(repositoryWith(more))
    expect(read.backups[0]?.damage).toEqual(wanted)
  })

  test('takes nothing unfinished for a backup', async () => {
    const config = repositoryWith()
    mkdirSync(join(config.folder, 'backups/.full-2.r-1234567.3'))
    const read = await readRepository(config)
    expect(read.backups.map(({ backup }) => backup)).toEqual(['full-1'])
    expect(read.unfinished).toEqual(['.full-2.r-1234567.3'])
  })

  test('follows no link and waits for no pipe, whoever put it there', async () => {
    const config = repositoryWith({ 'backup.json': null, 'base.tar': null })
    const elsewhere = repositoryWith()
    const at = (name: string) => join(config.folder, 'backups', name)
    makePipe(at('full-1/backup.json'))
    symlinkSync(join(elsewhere.folder, 'backups/full-1/base.tar'), at('full-1/base.tar'))
    symlinkSync(join(elsewhere.folder, 'backups/full-1'), at('full-2'))
    const read = await readRepository(config)
    expect(read.backups).toMatchObject([
      { backup: 'full-2', about: null },
      { backup: 'full-1', about: null },
    ])
    writeFileSync(at('words'), writeAbout(words(), marks))
    renameSync(at('words'), at('full-1/backup.json'))
    const [, first] = (await readRepository(config)).backups
    expect(first?.damage).toEqual(['base.tar is missing.'])
  })

  test('says what cannot be read', async () => {
    const { folder, archive: wal } = repositoryWith()
    expect((await readRepository({ folder: `${folder}/away`, archive: wal, marks })).trouble).toBe(
      `The repository ${folder}/away cannot be read from here.`,
    )
    const without = await readRepository({ folder, archive: `${folder}/away`, marks })
    expect(without.trouble).toBe(`The archive of WAL, ${folder}/away, cannot be read from here.`)
    expect(without.backups.map(({ reach }) => reach)).toEqual([null])
  })

  test('names the next backup also where a strange folder has the last number there is', async () => {
    const config = repositoryWith()
    mkdirSync(join(config.folder, 'backups/full-999999999'))
    expect(nextBackup(await readRepository(config))).toBe('full-2')
  })

  test('is empty before the first backup', async () => {
    const config = repositoryWith()
    rmSync(join(config.folder, 'backups'), { recursive: true })
    const read = await readRepository(config)
    expect([read.trouble, read.backups, nextBackup(read)]).toEqual([null, [], 'full-1'])
  })
})
