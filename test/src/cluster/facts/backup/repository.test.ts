import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { nextBackup, readRepository } from '#cluster/facts/backup/repository'
import { manifestOf, tarOf } from '#test/support/archives'
import { backupAbout } from '#test/support/facts/backup'

const files = { PG_VERSION: '18\n' }
const archive = tarOf(files)

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
  const about = backupAbout({ archives: { 'base.tar': archive.length }, files: 1 })
  const written = {
    'base.tar': archive,
    backup_manifest: manifestOf(files),
    'backup.json': JSON.stringify(about),
    ...more,
  }
  for (const [file, content] of Object.entries(written))
    if (content !== null) writeFileSync(join(place, file), content)
  return { folder, archive: join(folder, 'wal') }
}

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
      { 'backup.json': JSON.stringify(backupAbout({ backup: 'full-7' })) },
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

  test('says what cannot be read', async () => {
    const { folder, archive: wal } = repositoryWith()
    expect((await readRepository({ folder: `${folder}/away`, archive: wal })).trouble).toBe(
      `The repository ${folder}/away cannot be read from here.`,
    )
    const without = await readRepository({ folder, archive: `${folder}/away` })
    expect(without.trouble).toBe(`The archive of WAL, ${folder}/away, cannot be read from here.`)
    expect(without.backups.map(({ reach }) => reach)).toEqual([null])
  })

  test('is empty before the first backup', async () => {
    const config = repositoryWith()
    rmSync(join(config.folder, 'backups'), { recursive: true })
    const read = await readRepository(config)
    expect([read.trouble, read.backups, nextBackup(read)]).toEqual([null, [], 'full-1'])
  })
})
