import { describe, expect, test } from 'vitest'
import { backupStatus, statusOf } from '#commands/backup/status'
import { noDrills } from '#model/drill/no-drills'
import { changeOf, run } from '#test/support/commands/change'
import {
  backupAbout,
  backupFacts,
  backupServer,
  keptBackup,
  repositoryOf,
  verifiedBackup,
} from '#test/support/facts/backup'
import { keptDrill } from '#test/support/facts/drill'

const now = Date.parse('2026-11-30T04:00:12Z')

describe('backup status', () => {
  test('tells the age of the newest backup, what is archived, and the room', () => {
    const told = statusOf(backupFacts(), now)
    expect(told.title).toBe('Backups of shop are in order, as far as sizes, sums and names tell.')
    expect(told.lines).toEqual([
      'The newest backup is full-1, 2 h old, never verified; its WAL is archived until 2026-11-30 02:07 UTC on timeline 1.',
      'shop-1 archived 000000010000000000000005 last, 2026-11-30 02:07 UTC.',
      '/backup holds 1 backup, 400 MB, not encrypted; 20 GB are free.',
    ])
    expect(told.alarm).toBe(false)
    expect(backupStatus.verb).toBe('read')
  })

  test('tells when the newest backup was verified, and counts what was found', () => {
    const told = statusOf(backupFacts({ verified: [verifiedBackup()] }), now)
    expect(told.lines?.[0]).toMatch(/2 h old, verified 60 min ago; its WAL/)
    const wrong = 'full-1 is not whole: base.tar is damaged, or cut off.'
    const found = statusOf(backupFacts({ verified: [verifiedBackup({ wrong })] }), now)
    expect(found).toMatchObject({ title: '1 problem with backups of shop.', alarm: true })
    expect(found.lines?.slice(0, 2)).toEqual([
      `Read as a whole 2026-11-30 03:00 UTC: ${wrong}`,
      expect.stringContaining('verified 60 min ago and not whole;'),
    ])
  })

  test('tells of drills, and how long a restore would take', () => {
    const forecast = {
      notice: 900,
      unpack: 40,
      start: 1,
      replay: 9,
      check: 30,
      whole: 980,
      drills: 1,
    }
    const drills = { cluster: 'shop', config: noDrills, drills: [keptDrill()], forecast }
    const told = statusOf(backupFacts(), now, drills)
    expect(told.lines?.slice(3)).toEqual([
      'Restore drills of shop: 1 in a row succeeded, the last 2026-11-30 02:08 UTC; the longest restore took 4 s (drill-1).',
      'A restore to the present would take about 16 min (15 min to notice and approve, 40 s to unpack, 10 s to start and replay, 30 s to check), by 1 drill.',
    ])
    expect(told.alarm).toBe(false)
    const missed = { ...drills, config: { ...noDrills, everyMinutes: 60 }, forecast: null }
    const alarm = statusOf(backupFacts(), now, missed)
    expect(alarm).toMatchObject({ title: '1 problem with backups of shop.', alarm: true })
    expect(alarm.lines?.[0]).toBe(
      'The last restore drill of shop that succeeded is 2 h old, and the inventory wants one every 60 min.',
    )
    expect(alarm.lines?.at(-1)).toBe(
      'How long a restore would take is not known before the first drill.',
    )
  })

  test.each([
    [
      'archiving fails',
      {
        server: backupServer({
          failing: '000000010000000000000006',
          failingSince: '2026-11-30T02:08:00Z',
        }),
      },
      'shop-1 fails to archive 000000010000000000000006, since 2026-11-30 02:08 UTC.',
    ],
    [
      'it archives elsewhere',
      { archivesThere: false },
      'shop-1 archives elsewhere: 000000010000000000000005 is not in /backup/wal.',
    ],
    [
      'it archives unencrypted in spite of a key',
      { repository: repositoryOf({ key: 'vault.00' }) },
      'shop-1 archives unencrypted: 000000010000000000000005 in /backup/wal.',
    ],
    [
      'a backup is damaged',
      { repository: repositoryOf({ backups: [keptBackup({ damage: ['base.tar is missing.'] })] }) },
      'full-1: base.tar is missing.',
    ],
    [
      'there is none',
      { repository: repositoryOf({ backups: [] }) },
      'There is no base backup yet.',
    ],
    [
      'nothing names a repository',
      { repository: null },
      'The inventory names no repository: there are no backups.',
    ],
  ])('raises an alarm where %s', (_, more, line) => {
    const told = statusOf(backupFacts(more), now)
    expect(told.title).toBe('1 problem with backups of shop.')
    expect(told.lines?.[0]).toBe(line)
    expect(told.alarm).toBe(true)
  })

  const key = 'vault.0011223344556677'
  const encrypted = keptBackup({ about: backupAbout({ key }) })
  test.each([
    ['one that is encrypted', [encrypted], '1 backup, 400 MB, encrypted;'],
    [
      'one from before the key',
      [encrypted, keptBackup()],
      '2 backups, 800 MB, encrypted but for 1;',
    ],
    ['none yet', [], `0 backups, 0 B, to be encrypted with the key ${key};`],
  ])('says what is encrypted, of %s', (_, backups, words) => {
    const repository = repositoryOf({ key, backups })
    const told = statusOf(backupFacts({ repository, archivesEncrypted: true }), now)
    expect(told.lines?.at(-1)).toContain(words)
  })

  test('raises no alarm where a backup is being taken', () => {
    const repository = repositoryOf({ unfinished: ['.full-2.r-1234567.4'] })
    const told = statusOf(backupFacts({ repository }), now)
    expect(told.alarm).toBe(false)
    expect(told.lines).toContain(
      '`.full-2.r-1234567.4` is unfinished: it is being taken now, or was left behind.',
    )
  })

  test('names the plan that is taking a backup', () => {
    const repository = repositoryOf({ unfinished: ['.full-2.r-1234567.4', '.full-3.r-7654321.1'] })
    const open = [changeOf({ run: { ...run, id: 'r-1234567' } })]
    expect(statusOf(backupFacts({ repository }), now, null, open).lines?.slice(-2)).toEqual([
      'p-7k3m9qx is taking a backup now; it is listed once it is whole.',
      '`.full-3.r-7654321.1` is unfinished: it is being taken now, or was left behind.',
    ])
  })

  test('says that an archive out of reach tells nothing of its WAL', () => {
    const repository = repositoryOf({ backups: [keptBackup({ reach: null })] })
    expect(statusOf(backupFacts({ repository }), now).lines?.[0]).toBe(
      'The newest backup is full-1, 2 h old, never verified; its WAL is not known, as the archive cannot be read.',
    )
  })

  test('says that nothing was archived yet', () => {
    const server = backupServer({ lastArchived: null, lastArchivedAt: null })
    expect(statusOf(backupFacts({ server }), now).lines).toContain(
      'shop-1 has archived no WAL since its counters began.',
    )
  })
})
