import { describe, expect, test } from 'vitest'
import { backupFor, gapBefore, wholeBackups } from '#cluster/facts/restore/backup-for'
import { backupAbout, keptBackup } from '#test/support/facts/backup'

const kept = (backup: string, endedAt: string, endLsn: string) =>
  keptBackup({ backup, about: backupAbout({ backup, endedAt, endLsn }) })

const two = [
  kept('full-2', '2026-11-30T04:00:00.000Z', '0/8000158'),
  kept('full-1', '2026-11-30T02:00:12.000Z', '0/2000158'),
]
const { system } = backupAbout()
const whole = wholeBackups({ backups: two }, { system, verified: [] })

describe('the backup for a moment', () => {
  test.each([
    ['after both', { kind: 'time', at: '2026-11-30T05:00:00Z' }, 'full-2'],
    ['between both', { kind: 'time', at: '2026-11-30T03:00:00Z' }, 'full-1'],
    ['before both', { kind: 'time', at: '2026-11-30T01:00:00Z' }, undefined],
    ['within the newer', { kind: 'lsn', lsn: '0/8000100', inclusive: false }, 'full-1'],
    ['right behind the newer', { kind: 'lsn', lsn: '0/8000158', inclusive: false }, 'full-2'],
  ] as const)('of a moment %s is the newest that ended before', (_, target, wanted) => {
    expect(backupFor(whole, target)?.backup).toBe(wanted)
  })

  test('is none that is damaged, of another system or lacks WAL', () => {
    const backups = [
      keptBackup({ damage: ['base.tar is missing.'] }),
      keptBackup({ about: backupAbout({ system: '7' }) }),
      keptBackup({ about: null }),
      keptBackup({
        reach: { missing: ['000000010000000000000002'], last: null, after: null, until: null },
      }),
      keptBackup({ reach: null }),
    ]
    expect(wholeBackups({ backups }, { system, verified: [] })).toEqual([])
  })

  test('is none that another Howdah took, and none in which a byte was found wrong', () => {
    const strange = keptBackup({ genuine: 'forged' })
    expect(wholeBackups({ backups: [strange] }, { system, verified: [] })).toEqual([])
    const [first] = whole
    const wrong = {
      backup: first?.backup ?? '',
      manifest: first?.manifest ?? '',
      run: 'r-1',
      at: '',
    }
    const verified = [{ ...wrong, wrong: 'base/1/2 is not as it was taken.' }]
    expect(wholeBackups({ backups: two }, { system, verified }).map(one => one.backup)).toEqual([
      'full-1',
    ])
  })

  test.each([
    ['before the gap', { kind: 'lsn', lsn: '0/3FFFFFF', inclusive: false }, false],
    ['behind the gap', { kind: 'lsn', lsn: '0/4000000', inclusive: false }, true],
    ['of a time before the gap', { kind: 'time', at: '2026-11-30T02:06:00Z' }, false],
    ['of a time behind the gap', { kind: 'time', at: '2026-11-30T02:08:00Z' }, true],
  ] as const)('tells of a gap only where it is in the way: %s', (_, target, isInTheWay) => {
    const reach = {
      missing: [],
      last: '000000010000000000000003',
      after: '000000010000000000000005',
      until: '2026-11-30T02:07:00.000Z',
    }
    const gap = gapBefore({ ...keptBackup(), about: backupAbout(), reach }, target)
    expect(gap !== undefined).toBe(isInTheWay)
  })
})
