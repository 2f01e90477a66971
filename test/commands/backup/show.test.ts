import { describe, expect, test } from 'vitest'
import { backupOf, backupShow } from '#commands/backup/show'
import { isRefusal, refusal } from '#model/refusal'
import {
  backupAbout,
  backupFacts,
  keptBackup,
  repositoryOf,
  verifiedBackup,
} from '#test/support/facts/backup'

const linesOf = (told: ReturnType<typeof backupOf>) => (isRefusal(told) ? told : told.lines)

describe('backup show', () => {
  test('tells what the newest backup holds and needs', () => {
    expect(backupOf(backupFacts(), undefined)).toEqual({
      kind: 'answer',
      title: 'full-1 of shop can be restored until 2026-11-30 02:07 UTC on timeline 1.',
      lines: [
        'Taken of shop-1 from 2026-11-30 02:00 UTC on, in 12 s, by run r-1234567; PostgreSQL 18.4, system 7500000000000000001.',
        'It holds 1,012 files, 400 MB, not encrypted.',
        'It needs WAL from 0/2000028 to 0/2000158 on timeline 1.',
        'On its timeline WAL follows without a gap as far as 000000010000000000000005, archived 2026-11-30 02:07 UTC.',
        'It has not been read as a whole yet: `backup verify` does.',
      ],
      alarm: false,
    })
    expect(backupShow.first).toBe('backup')
  })

  test('says that a backup is another’s, and how that shows', () => {
    const damage = ['This Howdah did not take it: backup.json has no signature.']
    const backups = [keptBackup({ genuine: 'unsigned', damage })]
    const told = backupOf(backupFacts({ repository: repositoryOf({ backups }) }), undefined)
    expect(told).toMatchObject({
      title: 'full-1 of shop: not taken by this Howdah.',
      alarm: true,
    })
    expect(linesOf(told)).toContain(damage[0])
  })

  test.each([
    [null, 'each file was as in the manifest, each record of its WAL as its checksum.'],
    ['full-1 is not whole: base.tar is damaged', 'full-1 is not whole: base.tar is damaged.'],
  ])('tells when it was read as a whole, and what was found', (wrong, said) => {
    const told = backupOf(backupFacts({ verified: [verifiedBackup({ wrong })] }), undefined)
    expect(linesOf(told)).toContain(`Verified 2026-11-30 03:00 UTC by run r-7654321: ${said}`)
  })

  test('tells nothing of a reading of another backup that had the name', () => {
    const verified = [verifiedBackup({ manifest: 'b'.repeat(64) })]
    expect(linesOf(backupOf(backupFacts({ verified }), undefined))).toContain(
      'It has not been read as a whole yet: `backup verify` does.',
    )
  })

  test('names what is missing, a gap, and where tablespaces lay', () => {
    const backups = [
      keptBackup({
        about: backupAbout({ tablespaces: { '16384': '/fast' } }),
        reach: {
          missing: ['000000010000000000000002'],
          last: null,
          after: null,
          until: null,
        },
      }),
    ]
    const told = backupOf(backupFacts({ repository: repositoryOf({ backups }) }), 'full-1')
    expect(linesOf(told)).toContain('Tablespaces lay in /fast.')
    expect(linesOf(told)).toContain(
      'Missing: 000000010000000000000002. Without that it cannot be restored.',
    )
    expect(told).toMatchObject({ alarm: true })
  })

  test('says what is damaged, and nothing that a damaged backup says', () => {
    const backups = [
      keptBackup({ about: null, reach: null, damage: ['backup.json is not as Howdah wrote it.'] }),
    ]
    const told = backupOf(backupFacts({ repository: repositoryOf({ backups }) }), undefined)
    expect(told).toMatchObject({
      title: 'full-1 of shop: damaged.',
      lines: ['backup.json is not as Howdah wrote it.'],
      alarm: true,
    })
  })

  test.each([
    [
      'no repository',
      { repository: null },
      undefined,
      refusal(
        'The inventory names no repository for backups of shop.',
        'Add `backup: { folder: /path }` to the cluster.',
      ),
    ],
    [
      'no backup',
      { repository: repositoryOf({ backups: [] }) },
      undefined,
      refusal('There is no base backup of shop yet.', 'Take one.', 'backup take'),
    ],
    [
      'no such backup',
      {},
      'full-9',
      refusal('There is no backup full-9 of shop.', 'See which there are.', 'backup list'),
    ],
  ])('refuses where there is %s', (_, more, wanted, because) => {
    expect(backupOf(backupFacts(more), wanted)).toEqual(because)
  })
})
