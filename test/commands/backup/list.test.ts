import { describe, expect, test } from 'vitest'
import { backupList, backupsOf } from '#commands/backup/list'
import { statusOf } from '#commands/backup/status'
import {
  backupAbout,
  backupFacts,
  backupServer,
  keptBackup,
  repositoryOf,
  verifiedBackup,
} from '#test/support/facts/backup'

describe('backup list', () => {
  test('tells of each backup when it was taken, and how far it can be brought', () => {
    const told = backupsOf(
      backupFacts({
        repository: repositoryOf({
          backups: [
            keptBackup({ backup: 'full-2', about: backupAbout({ backup: 'full-2' }) }),
            keptBackup(),
          ],
        }),
        verified: [verifiedBackup({ wrong: 'full-1 is not whole.' })],
      }),
    )
    expect(told.title).toBe('2 base backups of shop; 1 to review.')
    expect(told.table?.rows).toEqual([
      [
        'full-2',
        'until 2026-11-30 02:07 UTC on timeline 1',
        'never',
        '2026-11-30 02:00 UTC',
        '400 MB',
        '18.4',
      ],
      [
        'full-1',
        'until 2026-11-30 02:07 UTC on timeline 1',
        '2026-11-30 03:00 UTC: not whole',
        '2026-11-30 02:00 UTC',
        '400 MB',
        '18.4',
      ],
    ])
    expect(told.offers?.map(({ command }) => command)).toEqual([
      'backup show backup=full-2 cluster=shop',
      'backup take cluster=shop',
    ])
    expect(backupList.verb).toBe('read')
  })

  test('says with backup status how far a backup reaches after a switchover', () => {
    const until = '2026-11-30T03:00:00.000Z'
    const last = '000000020000000000000009'
    const reach = { missing: [], last, after: null, until }
    const facts = backupFacts({
      server: backupServer({ lastArchived: last }),
      repository: repositoryOf({ backups: [keptBackup({ reach })] }),
    })
    const listed = backupsOf(facts)
    const status = statusOf(facts, Date.parse(until))
    expect(listed.table?.rows[0]?.[1]).toBe('until 2026-11-30 03:00 UTC on timeline 2')
    expect(status.lines?.[0]).toContain('is archived until 2026-11-30 03:00 UTC on timeline 2.')
    expect([listed.alarm, status.alarm]).toEqual([false, false])
  })

  test('is bad news where backup status is', () => {
    for (const repository of [repositoryOf({ backups: [] }), null]) {
      const facts = backupFacts({ repository })
      expect([backupsOf(facts).alarm, statusOf(facts, 0).alarm]).toEqual([true, true])
    }
    const failing = backupServer({ failing: '000000010000000000000006', failingSince: null })
    const facts = backupFacts({ server: failing })
    expect([backupsOf(facts).alarm, statusOf(facts, 0).alarm]).toEqual([true, true])
  })

  test.each([
    [
      'has no backup',
      { repository: repositoryOf({ backups: [] }) },
      'There is no base backup of shop.',
      [],
    ],
    [
      'has no repository',
      { repository: null },
      'There is no base backup of shop.',
      ['The inventory names no repository: there are no backups.'],
    ],
    [
      'lacks WAL',
      {
        repository: repositoryOf({
          backups: [
            keptBackup({
              reach: {
                missing: ['000000010000000000000002'],
                last: null,
                after: null,
                until: null,
              },
            }),
          ],
        }),
      },
      '1 base backup of shop; 1 to review.',
      ['full-1 cannot be restored: of its WAL is missing 000000010000000000000002.'],
    ],
    [
      'has a gap, a stranger, and an unfinished one',
      {
        repository: repositoryOf({
          backups: [
            keptBackup({
              about: backupAbout({ system: '7', node: 'crm-1', cluster: 'crm' }),
              reach: {
                missing: [],
                last: '000000010000000000000003',
                after: '000000010000000000000005',
                until: '2026-11-30T02:03:00.000Z',
              },
            }),
          ],
          unfinished: ['.full-2.r-1234567.4'],
        }),
      },
      '1 base backup of shop; 2 to review.',
      [
        'full-1 is of another database system: crm-1 of crm.',
        'full-1 cannot be restored past 000000010000000000000003: WAL is missing before 000000010000000000000005.',
        '`.full-2.r-1234567.4` is unfinished: it is being taken now, or was left behind.',
      ],
    ],
    [
      'does not archive',
      { server: backupServer({ archiveMode: 'off' }) },
      '1 base backup of shop; 1 to review.',
      ['shop-1 archives no WAL, so nothing can be restored that is newer than a base backup.'],
    ],
  ])('says that a cluster %s', (_, more, title, lines) => {
    const told = backupsOf(backupFacts(more))
    expect(told.title).toBe(title)
    expect(told.lines).toEqual(lines)
  })
})
