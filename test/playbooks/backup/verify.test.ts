import { describe, expect, test } from 'vitest'
import type { BackupFacts } from '#cluster/facts/backup/look'
import { isRefusal, type Refusal, refusal } from '#model/refusal'
import { backupVerify } from '#playbooks/backup/verify'
import { backupAbout, backupFacts, keptBackup, repositoryOf } from '#test/support/facts/backup'

const found = (backup: Parameters<typeof keptBackup>[0]) => ({
  repository: repositoryOf({ backups: [keptBackup(backup)] }),
})

const bodyOf = (facts: BackupFacts) => {
  const ready = backupVerify.refuse({}, facts)
  if (isRefusal(ready)) throw new Error(ready.because)
  return backupVerify.plan({}, ready)
}

describe('backup.verify', () => {
  test.each<[string, Partial<BackupFacts>, { readonly backup?: string }, Refusal]>([
    [
      'a cluster without a repository',
      { repository: null },
      {},
      refusal(
        'The inventory names no repository for backups of shop.',
        'Add `backup: { folder: /path }` to the cluster, a folder that Howdah may write.',
      ),
    ],
    [
      'a repository without a backup',
      { repository: repositoryOf({ backups: [] }) },
      {},
      refusal('There is no base backup of shop yet.', 'Take one.', 'backup take'),
    ],
    [
      'a backup that is not there',
      {},
      { backup: 'full-7' },
      refusal('There is no backup full-7 of shop.', 'See which there are.', 'backup list'),
    ],
    [
      'a backup of another Howdah',
      found({ genuine: 'forged', damage: ['backup.json is not signed by this Howdah.'] }),
      {},
      refusal(
        'full-1 cannot be relied on. backup.json is not signed by this Howdah.',
        'See which backups there are; take a new one when none is this Howdah’s own.',
        'backup list',
      ),
    ],
    [
      'a backup of another cluster',
      found({ about: backupAbout({ system: '7', node: 'crm-1', cluster: 'crm' }) }),
      {},
      refusal(
        'full-1 is of another database system: crm-1 of crm, system 7.',
        'Give each database system a folder of its own, in the inventory and in its archiving.',
        'backup list',
      ),
    ],
  ])('refuses %s', (_, more, input, wanted) => {
    expect(backupVerify.refuse(input, backupFacts(more))).toEqual(wanted)
  })

  test('reads the newest backup, which may be damaged, and changes nothing', () => {
    const body = bodyOf(backupFacts(found({ damage: ['base.tar is missing.'] })))
    expect(body.headline).toBe('Verify full-1 of shop (400 MB and its WAL)')
    expect(body.steps).toMatchObject([
      { action: { way: 'verify', backup: 'full-1', duty: 'observe' }, halts: 'hold', undo: null },
    ])
    expect(body.claims.map(({ mode }) => mode)).toEqual(['shared', 'shared'])
    expect(backupVerify.risk).toBe('read')
  })

  test('tells what was read', () => {
    const { steps } = bodyOf(backupFacts())
    const heard = new Map([[0, { files: 1_012, segments: 3, last: '000000010000000000000005' }]])
    expect(backupVerify.found?.({}, backupFacts(), steps, heard)).toBe(
      'full-1 is whole: 1,012 files as in the manifest, and 3 files of WAL up to 000000010000000000000005, each record as its checksum says.',
    )
    expect(backupVerify.found?.({}, backupFacts(), steps, new Map())).toBeNull()
  })
})
