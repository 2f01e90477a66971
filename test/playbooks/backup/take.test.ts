import { describe, expect, test } from 'vitest'
import type { BackupFacts } from '#cluster/facts/backup/look'
import { refusal } from '#model/refusal'
import { backupTake, takeInput } from '#playbooks/backup/take'
import {
  backupAbout,
  backupFacts,
  backupServer,
  keptBackup,
  repositoryOf,
} from '#test/support/facts/backup'
import { amongOthers, planned, type Reason, valueOf } from '#test/support/facts/planned'

const asked = takeInput.parse({})

/** Worst first. */
const reasons: readonly Reason<Partial<BackupFacts>>[] = [
  [
    'nobody has the duty',
    { login: null },
    refusal(
      'This cluster has no login for backup: the inventory has no `credentials.backup`.',
      'Add `credentials.backup`: `howdah init --print-sql` prints its grants. Or run the SQL yourself.',
    ),
  ],
  [
    'no repository',
    { repository: null },
    refusal(
      'The inventory names no repository for backups of shop.',
      'Add `backup: { folder: /path }` to the cluster, a folder that Howdah may write.',
    ),
  ],
  [
    'a repository out of reach',
    { repository: repositoryOf({ trouble: 'The repository /backup cannot be read from here.' }) },
    refusal(
      'The repository /backup cannot be read from here.',
      'Mount or make it, so that Howdah may read and write it.',
    ),
  ],
  [
    'a system that may not be asked',
    { system: null },
    refusal(
      'Howdah’s login may not ask shop-1 which database system it is.',
      'Ask an administrator to run: `GRANT pg_monitor TO` the login that observes.',
    ),
  ],
  [
    'backups of another system',
    {
      repository: repositoryOf({
        backups: [
          keptBackup({ about: backupAbout({ system: '7', node: 'crm-1', cluster: 'crm' }) }),
        ],
      }),
    },
    refusal(
      '/backup holds backups of another database system: full-1 is of crm-1 of crm, system 7.',
      'Give each database system a folder of its own, in the inventory and in its archiving.',
      'backup list',
    ),
  ],
  [
    'a login that is not there',
    { server: backupServer({ mayReplicate: null }) },
    refusal('There is no role keeper on shop-1.', 'Make it: `howdah init --print-sql` prints how.'),
  ],
  [
    'a login without REPLICATION',
    { server: backupServer({ mayReplicate: false }) },
    refusal(
      'keeper may not start replication, which a base backup needs.',
      'Ask an administrator to run: `ALTER ROLE keeper REPLICATION`.',
    ),
  ],
  [
    'no free walsender',
    { server: backupServer({ freeSenders: 0 }) },
    refusal(
      'Every walsender of shop-1 is in use.',
      'Raise `max_wal_senders`, which takes a restart, or let another base backup end first.',
      'status',
    ),
  ],
  [
    'archiving that is off',
    { server: backupServer({ archiveMode: 'off' }) },
    refusal(
      'shop-1 archives no WAL: `archive_mode` is off. A base backup alone cannot be restored.',
      'Have it archive into /backup/wal: `backup enable` writes the settings, which take a restart.',
      'backup enable',
    ),
  ],
  [
    'archiving by nothing',
    { server: backupServer({ archives: false }) },
    refusal(
      'shop-1 archives no WAL: `archive_mode` is on, with neither `archive_library` nor `archive_command`.',
      'Have it archive into /backup/wal: `backup enable` does.',
      'backup enable',
    ),
  ],
  [
    'archiving that fails',
    {
      server: backupServer({
        failing: '000000010000000000000006',
        failingSince: '2026-11-30T02:08:00Z',
      }),
    },
    refusal(
      'shop-1 fails to archive 000000010000000000000006, since 2026-11-30 02:08 UTC: the base backup would wait for that.',
      'See the server’s log for the reason, and fix that first.',
      'backup status',
    ),
  ],
  [
    'archiving elsewhere',
    { archivesThere: false },
    refusal(
      'shop-1 archives elsewhere: 000000010000000000000005, its newest, is not in /backup/wal.',
      'Let `backup.archive` of the inventory name the folder that the server archives into.',
      'backup status',
    ),
  ],
  [
    'WAL that is not encrypted, where there is a key',
    { repository: repositoryOf({ key: 'vault.0011223344556677' }), archivesEncrypted: false },
    refusal(
      'The inventory gives a key, and shop-1 archives unencrypted: 000000010000000000000005, its newest, can be read in /backup/wal.',
      'Have the server archive by Howdah’s program, which encrypts.',
      'backup enable',
    ),
  ],
  [
    'no room',
    { repository: repositoryOf({ freeBytes: 100 * 1_024 ** 2 }) },
    refusal(
      'The base backup may need about 400 MB, and /backup has 100 MB free.',
      'Make room first.',
    ),
  ],
]

const merge = (more: Partial<BackupFacts>, less: Partial<BackupFacts>): Partial<BackupFacts> => ({
  ...less,
  ...more,
  ...(more.server && less.server ? { server: { ...less.server, ...changed(more.server) } } : {}),
})

const changed = (server: BackupFacts['server']): Partial<BackupFacts['server']> =>
  Object.fromEntries(
    Object.entries(server).filter(
      ([key, value]) => value !== backupServer()[key as keyof BackupFacts['server']],
    ),
  )

describe('backup.take', () => {
  test.each(amongOthers(reasons, merge))('refuses %s', (_, facts, wanted) => {
    expect(backupTake.refuse(asked, backupFacts(facts))).toEqual(wanted)
  })

  test('names the backup after the newest, and says what the backup takes', () => {
    const plan = planned(backupTake, asked, backupFacts())
    expect(plan.headline).toBe('Take base backup full-2 of shop-1 (about 400 MB)')
    expect(plan.steps[0]).toMatchObject({
      title: 'Take base backup full-2 of shop-1 into /backup',
      action: { kind: 'basebackup', backup: 'full-2', checkpoint: 'fast', rate: null, way: 'take' },
      onFailure: 'undo',
      undo: null,
    })
    expect(plan.estimates).toEqual([
      { label: 'Room', value: 'about 400 MB in /backup, which has 20 GB free' },
      {
        label: 'Load',
        value:
          'reads the whole primary, as fast as disk and network allow (`pace=` sets a limit); a checkpoint first, at once',
      },
      { label: 'Time', value: 'not known before' },
      { label: 'Locks', value: 'none: reads, writes and schema changes continue' },
      { label: 'Undo', value: 'none: a backup stays until somebody removes it' },
    ])
    expect(plan.notes).toEqual([
      'Whoever may read /backup has all data: the backup is not encrypted.',
      'A backup helps only where the fault of shop-1 does not reach it: whether /backup lies on another disk was not looked at.',
      'Files are compared with PostgreSQL’s own manifest as they arrive; only restoring it shows that it can be restored.',
    ])
  })

  test('keeps the pace and the checkpoint that were asked for', () => {
    const gentle = takeInput.parse({ pace: '20', checkpoint: 'spread' })
    const plan = planned(backupTake, gentle, backupFacts())
    expect(plan.steps[0]?.action).toMatchObject({ rate: 20_480, checkpoint: 'spread' })
    expect(valueOf(plan, 'Load')).toBe(
      'reads the whole primary, at most 20 MB a second; a usual checkpoint first, which takes minutes',
    )
    expect(valueOf(plan, 'Time')).toBe('about 20 s and the checkpoint')
  })

  test('gives a slow pace the time that it takes', () => {
    const slow = takeInput.parse({ pace: '1' })
    const server = backupServer({ bytes: 500 * 1_024 ** 3 })
    const repository = repositoryOf({ freeBytes: 900 * 1_024 ** 3 })
    const plan = planned(backupTake, slow, backupFacts({ server, repository }))
    expect(plan.steps[0]?.action).toMatchObject({ deadlineSeconds: 1_024_000 })
  })

  test('names the key, and says before the first backup what the loss of the key means', () => {
    const repository = repositoryOf({ key: 'vault.0011223344556677', backups: [] })
    const plan = planned(backupTake, asked, backupFacts({ repository, archivesEncrypted: true }))
    expect(plan.steps[0]?.action).toMatchObject({ key: 'vault.0011223344556677' })
    expect(plan.notes?.[0]).toBe(
      'The backup is encrypted with the key vault.0011223344556677. Without that key nobody can restore it, Howdah neither: keep a copy of the key apart from /backup and from Howdah’s machine.',
    )
  })

  test.each(['0', '1025', '1.5', 'fast'])('takes no pace of %s', pace => {
    expect(takeInput.safeParse({ pace }).error?.issues[0]?.message).toBe(
      'A whole number of MB a second, from 1 to 1024',
    )
  })

  test.each([
    ['is gone', [], 'full-1 is not in the repository.'],
    [
      'is damaged',
      [keptBackup({ damage: ['base.tar is missing.'] })],
      'full-1 is damaged: base.tar is missing.',
    ],
    [
      'lacks WAL',
      [
        keptBackup({
          reach: { missing: ['000000010000000000000002'], last: null, after: null, until: null },
        }),
      ],
      'full-1 is there, but WAL that it needs is not archived: 000000010000000000000002.',
    ],
    [
      'has WAL out of reach',
      [keptBackup({ reach: null })],
      'full-1 is there, but whether its WAL is archived is not known.',
    ],
    ['is good', [keptBackup()], undefined],
  ])('afterwards tells of a backup that %s', (_, backups, wanted) => {
    const { steps } = planned(
      backupTake,
      asked,
      backupFacts({ repository: repositoryOf({ backups: [] }) }),
    )
    const facts = backupFacts({ repository: repositoryOf({ backups }) })
    expect(backupTake.verify(asked, facts, steps)).toBe(wanted)
    expect(backupTake.found?.(asked, facts, steps)).toBe(
      backups.length === 0
        ? null
        : 'full-1 has 1,012 files, 400 MB, each as in the manifest, and the WAL that it needs.',
    )
  })
})
