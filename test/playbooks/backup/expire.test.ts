import { describe, expect, test } from 'vitest'
import { isRefusal, type Refusal, refusal } from '#model/refusal'
import { backupExpire, type ExpireFacts, expireInput } from '#playbooks/backup/expire'
import { backupAbout, backupFacts, keptBackup, repositoryOf } from '#test/support/facts/backup'

const now = Date.parse('2026-11-30T12:00:00Z')
const day = 86_400_000
const sum = (number: number) => String(number).repeat(64)

/** `full-<number>`, taken so many days ago; its WAL begins in the file with that number. */
const backup = (number: number, daysAgo: number, more: Parameters<typeof keptBackup>[0] = {}) =>
  keptBackup({
    backup: `full-${number}`,
    about: backupAbout({
      backup: `full-${number}`,
      manifest: sum(number),
      startLsn: `0/${number}000028`,
      endedAt: new Date(now - daysAgo * day).toISOString(),
    }),
    ...more,
  })

const names = [1, 2, 3, 4, 5].map(number => `00000001000000000000000${number}`)

const factsOf = (
  backups: readonly ReturnType<typeof backup>[],
  more: Partial<ExpireFacts> = {},
): ExpireFacts => ({
  ...backupFacts({ repository: repositoryOf({ backups }) }),
  archived: names,
  used: [],
  now,
  ...more,
})

const three = [backup(4, 1), backup(3, 8), backup(2, 15)]

/** What goes, in the order of the steps; the refusal's reason instead where there is one. */
const goes = (facts: ExpireFacts, input: object): readonly string[] => {
  const ready = backupExpire.refuse(expireInput.parse(input), facts)
  return isRefusal(ready)
    ? [ready.because]
    : backupExpire.plan(expireInput.parse(input), ready).steps.map(({ title }) => title)
}

test('keeps a backup that a clone was made of, and says so', () => {
  const facts = factsOf(three, { used: ['full-2'] })
  expect(goes(facts, { keep: 1 })).toEqual([
    'Remove full-3 from /backup',
    'Remove 1 file of WAL from before full-2',
  ])
  expect(goes(factsOf(three, { used: null }), { keep: 1 })[0]).toContain('folder of clones')
})

const stillWanted = (oldest: string) => [
  `Every backup of shop is still needed: ${oldest} is the oldest to keep.`,
]

describe('backup.expire', () => {
  test.each<[string, Partial<ExpireFacts>, object, Refusal]>([
    [
      'a wish without a number',
      {},
      {},
      refusal(
        'Nothing says what to keep.',
        'Give `keep=3` for the three newest, `days=30` for each moment of thirty days, or both.',
      ),
    ],
    [
      'a cluster without a login for backups',
      { login: null },
      { keep: 1 },
      refusal(
        'This cluster has no login for backup: the inventory has no `credentials.backup`.',
        'Add `credentials.backup`: `howdah init --print-sql` prints its grants. Or run the SQL yourself.',
      ),
    ],
  ])('refuses %s', (_, more, input, wanted) => {
    expect(backupExpire.refuse(expireInput.parse(input), factsOf(three, more))).toEqual(wanted)
  })

  test('removes what is older than the backups to keep, and the WAL that none of them needs', () => {
    expect(goes(factsOf(three), { keep: 2 })).toEqual([
      'Remove full-2 from /backup',
      'Remove 2 files of WAL from before full-3',
    ])
    expect(goes(factsOf(three), { keep: 1 })).toEqual([
      'Remove full-2 from /backup',
      'Remove full-3 from /backup',
      'Remove 3 files of WAL from before full-4',
    ])
  })

  test('keeps the backup from which the oldest moment of the last days is reached', () => {
    expect(goes(factsOf(three), { days: 5 })[0]).toBe('Remove full-2 from /backup')
    expect(goes(factsOf(three, { archived: [] }), { days: 10 })).toEqual(stillWanted('full-2'))
    expect(goes(factsOf(three, { archived: [] }), { days: 90 })).toEqual(stillWanted('full-2'))
    expect(goes(factsOf(three, { archived: [] }), { days: 5, keep: 3 })).toEqual(
      stillWanted('full-2'),
    )
  })

  test('never removes the last good backup, and counts none that is damaged, another’s or found out', () => {
    const damaged = backup(4, 1, { damage: ['base.tar is missing.'] })
    expect(goes(factsOf([damaged, backup(3, 8)], { archived: [] }), { keep: 1 })).toEqual(
      stillWanted('full-3'),
    )
    const forged = backup(4, 1, { genuine: 'forged', damage: ['It is not signed.'] })
    expect(goes(factsOf([forged, backup(3, 8)], { archived: [] }), { keep: 1 })).toEqual(
      stillWanted('full-3'),
    )
    const verified = [
      {
        backup: 'full-4',
        manifest: sum(4),
        at: new Date(now).toISOString(),
        run: 'r-1234567',
        wrong: 'full-4 is not whole: base.tar is damaged, or cut off.',
      },
    ]
    expect(goes(factsOf(three.slice(0, 2), { verified, archived: [] }), { keep: 1 })).toEqual(
      stillWanted('full-3'),
    )
    expect(goes(factsOf([damaged]), { keep: 1 })).toEqual([
      '/backup holds no good backup of shop, so nothing is removed.',
    ])
  })

  test('leaves alone what this Howdah did not take, and all WAL beside a backup that does not say where it begins', () => {
    const strange = backup(2, 15, { genuine: 'unsigned', damage: ['It has no signature.'] })
    expect(goes(factsOf([backup(4, 1), strange]), { keep: 1 })).toEqual([...stillWanted('full-4')])
    const blind = backup(2, 15, { about: null, genuine: 'unsigned', damage: ['Damaged.'] })
    const ready = backupExpire.refuse({ keep: 1 }, factsOf([backup(4, 1), backup(3, 8), blind]))
    if (isRefusal(ready)) throw new Error(ready.because)
    const body = backupExpire.plan({ keep: 1 }, ready)
    expect(body.steps.map(({ title }) => title)).toEqual(['Remove full-3 from /backup'])
    expect(body.notes).toEqual([
      'Left alone, because this Howdah did not take them or cannot tell: full-2.',
    ])
  })

  test('says what is gone for good, and holds on to the repository meanwhile', () => {
    const ready = backupExpire.refuse({ keep: 1 }, factsOf(three))
    if (isRefusal(ready)) throw new Error(ready.because)
    const body = backupExpire.plan({ keep: 1 }, ready)
    expect(body.headline).toBe('Remove 2 backups of shop (800 MB)')
    expect(body.estimates.find(({ label }) => label === 'Stays')?.value).toBe(
      'full-4, taken 2026-11-29 12:00 UTC, and what is newer: no moment before it can be reached any more',
    )
    expect(body.claims.map(({ key, mode }) => `${mode} ${key}`)).toEqual([
      'exclusive backups//backup',
      'exclusive backups//backup/full-2',
      'exclusive backups//backup/full-3',
      'exclusive wal//backup/wal',
    ])
    expect(backupExpire.risk).toBe('irreversible')
  })

  test('judges afterwards by what is left', () => {
    const ready = backupExpire.refuse({ keep: 1 }, factsOf(three))
    if (isRefusal(ready)) throw new Error(ready.because)
    const { steps } = backupExpire.plan({ keep: 1 }, ready)
    expect(backupExpire.verify({ keep: 1 }, factsOf(three), steps)).toBe(
      'full-2 is still there, or the repository cannot be read.',
    )
    const after = factsOf(three.slice(0, 1))
    expect(backupExpire.verify({ keep: 1 }, after, steps)).toBeUndefined()
    expect(backupExpire.found?.({ keep: 1 }, after, steps)).toBe('1 backup left in /backup.')
  })
})
