import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { trimArchive } from '#main/local/trim-archive'
import { backupAbout } from '#test/support/facts/backup'

const files = ['1', '2', '3'].map(last => `00000001000000000000000${last}`)

/** What is left in an archive of a repository with these backups; null for a damaged one. */
const leftWith = async (backups: readonly (string | null)[]): Promise<readonly string[]> => {
  const folder = mkdtempSync(join(tmpdir(), 'howdah-repository-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  const archive = join(folder, 'wal')
  mkdirSync(archive)
  for (const name of [...files, '00000002.history']) writeFileSync(join(archive, name), '')
  for (const [index, startLsn] of backups.entries()) {
    const backup = `full-${index + 1}`
    mkdirSync(join(folder, 'backups', backup), { recursive: true })
    const about = startLsn === null ? '' : JSON.stringify(backupAbout({ backup, startLsn }))
    writeFileSync(join(folder, 'backups', backup, 'backup.json'), about)
  }
  await trimArchive({ folder, archive })
  return readdirSync(archive).sort()
}

describe('the archive of the sample', () => {
  test.each([
    ['WAL from the oldest backup on', ['0/2000028', '0/3000028'], files.slice(1)],
    ['no WAL without a backup', [], []],
    ['all WAL beside a damaged backup', ['0/3000028', null], files],
  ])('keeps %s', async (_, backups, wanted) => {
    expect(await leftWith(backups)).toEqual([...wanted, '00000002.history'])
  })
})
