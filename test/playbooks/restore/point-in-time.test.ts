import { describe, expect, test } from 'vitest'
import type { MomentFacts } from '#cluster/facts/restore/moment'
import { refusal } from '#model/refusal'
import { restoreInput, wishOf } from '#playbooks/restore/input'
import { restorePointInTime } from '#playbooks/restore/point-in-time'
import { backupAbout, backupServer, keptBackup, repositoryOf } from '#test/support/facts/backup'
import { planned, type Reason, valueOf } from '#test/support/facts/planned'
import { clonePlace, foundClone, manifestSum, restoreFacts } from '#test/support/facts/restore'

const asked = restoreInput.parse({ to: '2026-11-30 02:05:00' })
const whole = { ...keptBackup(), about: backupAbout() }

const reasons: readonly Reason<Partial<MomentFacts>>[] = [
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
    'no place for clones',
    { place: null },
    refusal(
      'The inventory names no place for clones of shop.',
      'Add `clones: { folder: /path, programs: /path/of/bin }` to `backup` of the cluster.',
    ),
  ],
  [
    'a repository out of reach',
    { repository: repositoryOf({ trouble: 'The repository /backup cannot be read from here.' }) },
    refusal('The repository /backup cannot be read from here.', 'Mount it, or set its rights.'),
  ],
  [
    'a moment in the future',
    { present: { ...restoreFacts().present, now: '2026-11-30T02:04:00Z' } },
    refusal(
      '2026-11-30 02:05:00 UTC is in the future: shop-1 is at 2026-11-30 02:04:00 UTC, 0/6000000.',
      'Choose an earlier moment.',
    ),
  ],
  [
    'nothing to restore',
    { whole: [], chosen: null, repository: repositoryOf({ backups: [] }) },
    refusal('There is no base backup of shop yet.', 'Take one.', 'backup take'),
  ],
  [
    'backups that are all damaged',
    { whole: [], chosen: null },
    refusal(
      'No base backup of shop is whole.',
      'See what is wrong with each, and take another one now.',
      'backup list',
    ),
  ],
  [
    'a moment before the first backup',
    { chosen: null },
    refusal(
      '2026-11-30 02:05:00 UTC is before the first backup that could be restored: full-1 ended 2026-11-30 02:00 UTC, at 0/2000158.',
      'Choose a later moment.',
      'backup list',
    ),
  ],
  [
    'a moment behind a gap',
    {
      chosen: {
        ...whole,
        manifest: manifestSum,
        reach: {
          missing: [],
          last: '000000010000000000000003',
          after: '000000010000000000000005',
          until: '2026-11-30T02:03:00.000Z',
        },
      },
    },
    refusal(
      '2026-11-30 02:05:00 UTC is out of reach: WAL is missing between 000000010000000000000003 and 000000010000000000000005.',
      'Choose a moment before 2026-11-30 02:03 UTC, or one after a later backup.',
      'backup list',
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
      'shop-1 fails to archive 000000010000000000000006, since 2026-11-30 02:08 UTC: the restore would wait for that.',
      'See the server’s log for the reason, and fix that first.',
      'backup status',
    ),
  ],
  [
    'a login that may not switch WAL',
    { present: { ...restoreFacts().present, maySwitch: false } },
    refusal(
      'keeper may not have shop-1 finish its file of WAL, so that the moment is archived.',
      'In database shop, ask an administrator to run: `GRANT EXECUTE ON FUNCTION pg_switch_wal() TO keeper`.',
    ),
  ],
  [
    'a place that is not there',
    { place: clonePlace({ there: false }) },
    refusal(
      'The place for clones, /clones, cannot be read from here.',
      'Make it, for the user as whom PostgreSQL may run.',
    ),
  ],
  [
    'a place in a data folder',
    { place: clonePlace({ inDataOf: '/var/lib/postgresql/18/main' }) },
    refusal(
      '/clones lies in the data folder of a server, /var/lib/postgresql/18/main.',
      'Name a folder elsewhere: nothing is ever restored into a data folder.',
    ),
  ],
  [
    'programs of another major',
    { place: clonePlace({ major: 17 }) },
    refusal(
      '/pg/bin has PostgreSQL 17, and full-1 is of PostgreSQL 18.',
      'Let `backup.clones.programs` name the folder with the programs of the same major.',
    ),
  ],
  [
    'no programs',
    { place: clonePlace({ major: null }) },
    refusal(
      'There is no program `postgres` in /pg/bin.',
      'Let `backup.clones.programs` name the folder with the programs of the same major.',
    ),
  ],
  [
    'no room',
    { place: clonePlace({ freeBytes: 100 * 1_024 ** 2 }) },
    refusal(
      'The clone may need about 440 MB, and /clones has 100 MB free.',
      'Make room first.',
      'clone list',
    ),
  ],
  [
    'a quota that is used up',
    { place: clonePlace({ quota: 500 * 1_024 ** 2, clones: [foundClone()] }) },
    refusal(
      'The clones in /clones have 400 MB of 500 MB, and this one may need about 440 MB.',
      'End one of them first, or raise `backup.clones.quota`.',
      'clone list',
    ),
  ],
]

describe('restore.point-in-time', () => {
  test.each(reasons)('refuses %s', (_, facts, wanted) => {
    expect(restorePointInTime.refuse(asked, restoreFacts(facts))).toEqual(wanted)
  })

  test.each([{}, { to: '2026-11-30 02:05:00', lsn: '0/5000000' }, { lsn: '0/1', xid: '7' }])(
    'refuses no moment, and two',
    said => {
      expect(wishOf(restoreInput.parse(said))).toBeUndefined()
      expect(restorePointInTime.refuse(asked, restoreFacts({ target: null }))).toEqual(
        refusal(
          'A restore needs one moment.',
          'Say one of `to="2026-11-29 14:03:20"`, `before-drop=public.orders`, `xid=745`, `name=before_release` and `lsn=0/3000060`.',
        ),
      )
    },
  )

  test.each([
    ['0/7000000', '0/7000000', 'is in the future'],
    ['0/6000000', 'before 0/6000000', 'is out of reach: WAL is missing between'],
  ])('refuses an LSN of %s that cannot be reached', (lsn, _, because) => {
    const said = restorePointInTime.refuse(
      asked,
      restoreFacts({
        target: { kind: 'lsn', lsn, inclusive: false },
        chosen: {
          ...whole,
          manifest: manifestSum,
          reach: {
            missing: [],
            last: '000000010000000000000003',
            after: '000000010000000000000005',
            until: null,
          },
        },
      }),
    )
    expect(said).toMatchObject({ because: expect.stringContaining(because) as string })
  })

  test('shows the moment, the backup and the place, and gives each clone a name of its own', () => {
    const place = clonePlace({ clones: [foundClone({ clone: 'shop-clone-4' })] })
    const plan = planned(restorePointInTime, asked, restoreFacts({ place }))
    expect(plan.headline).toBe(
      'Make clone shop-clone-5 of shop as it was at 2026-11-30 02:05:00 UTC, from full-1',
    )
    expect(plan.steps.map(({ title }) => title)).toEqual([
      'Have shop-1 commit an empty transaction, by which replay sees that the moment is past',
      'Have shop-1 finish its file of WAL, so that the moment is archived',
      'Make clone shop-clone-5 of shop as it was at 2026-11-30 02:05:00 UTC in /clones, from full-1',
    ])
    expect(plan.steps[2]).toMatchObject({
      action: {
        kind: 'clone',
        manifest: manifestSum,
        target: { kind: 'time', at: '2026-11-30T02:05:00Z' },
        until: { from: 1, output: 'lsn' },
        minutes: 1_440,
        way: 'make',
      },
      undo: { title: 'End shop-clone-5', action: { way: 'end' } },
    })
    expect(valueOf(plan, 'Ends')).toBe('by itself, 24 h after it is there')
    expect(valueOf(plan, 'Room')).toBe('about 440 MB in /clones, which has 20 GB free')
  })

  test('tells afterwards which moment the clone is of', () => {
    const { steps } = planned(restorePointInTime, asked, restoreFacts())
    const there = restoreFacts({ place: clonePlace({ clones: [foundClone()] }) })
    expect(restorePointInTime.verify(asked, there, steps)).toBeUndefined()
    expect(restorePointInTime.found?.(asked, there, steps)).toBe(
      'shop-clone-1 is shop at 2026-11-30 02:05:00 UTC: replayed up to 0/5000060; its last transaction is of 2026-11-30 02:04:58 UTC. Ask with `cluster=shop-clone-1`.',
    )
    const stopped = restoreFacts({ place: clonePlace({ clones: [foundClone({}, false)] }) })
    expect(restorePointInTime.verify(asked, stopped, steps)).toBe(
      'shop-clone-1 is there, and its server does not run.',
    )
    expect(restorePointInTime.verify(asked, restoreFacts(), steps)).toBe(
      'There is no shop-clone-1.',
    )
  })
})
