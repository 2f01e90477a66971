import { describe, expect, test } from 'vitest'
import type { DrillPlaceAbout } from '#cluster/facts/backup/drill-place'
import { refusal } from '#model/refusal'
import { drillInput, restoreDrill } from '#playbooks/restore/drill'
import type { DrillFacts } from '#playbooks/restore/drill-refusals'
import {
  backupAbout,
  backupFacts,
  backupServer,
  drillEvidence,
  keptBackup,
  repositoryOf,
} from '#test/support/facts/backup'
import { planned, valueOf } from '#test/support/facts/planned'

const asked = drillInput.parse({})

const place: DrillPlaceAbout = {
  folder: '/drills',
  programs: '/bin',
  there: true,
  freeBytes: 20 * 1_024 ** 3,
  inDataOf: null,
  hasPrograms: true,
}

const facts = (more: Partial<DrillFacts> = {}): DrillFacts => ({
  ...backupFacts(),
  place,
  ...more,
})

const reach = { missing: [], last: '000000010000000000000003', after: null, until: null }
const withBackup = (more: Parameters<typeof keptBackup>[0]) => ({
  repository: repositoryOf({ backups: [keptBackup(more)] }),
})

const another = ['Take another base backup now.', 'backup take'] as const

describe('restore.drill', () => {
  test.each<[string, Partial<DrillFacts>, ReturnType<typeof refusal>]>([
    [
      'nobody has the duty',
      { login: null },
      refusal(
        'This cluster has no login for backup: the inventory has no `credentials.backup`.',
        'Add `credentials.backup`: `howdah init --print-sql` prints its grants. Or run the SQL yourself.',
      ),
    ],
    [
      'there is no repository',
      { repository: null },
      refusal(
        'The inventory names no repository for backups of shop.',
        'Add `backup: { folder: /path }` to the cluster, a folder that Howdah may write.',
      ),
    ],
    [
      'there is no place for it',
      { place: null },
      refusal(
        'The inventory names no place for drills of shop.',
        'Add `drills: { folder: /path, programs: /path/of/bin }` to `backup` of the cluster.',
      ),
    ],
    [
      'the repository cannot be read',
      { repository: repositoryOf({ trouble: 'The repository /backup cannot be read from here.' }) },
      refusal('The repository /backup cannot be read from here.', 'Mount it, or set its rights.'),
    ],
    [
      'there is no backup',
      { repository: repositoryOf({ backups: [] }) },
      refusal('There is no base backup of shop yet.', 'Take one.', 'backup take'),
    ],
    [
      'the backup is damaged',
      withBackup({ damage: ['base.tar is missing.'] }),
      refusal('full-1 is damaged: base.tar is missing.', ...another),
    ],
    [
      'the backup is of another system',
      withBackup({ about: backupAbout({ system: '7', node: 'crm-1', cluster: 'crm' }) }),
      refusal('full-1 is of another database system: crm-1 of crm.', ...another),
    ],
    [
      'WAL is missing',
      withBackup({ reach: { ...reach, missing: ['000000010000000000000002'], last: null } }),
      refusal(
        'full-1 cannot be restored: of its WAL is missing 000000010000000000000002.',
        ...another,
      ),
    ],
    [
      'WAL has a gap',
      withBackup({ reach: { ...reach, after: '000000010000000000000005' } }),
      refusal(
        'full-1 cannot be brought to the present: WAL is missing between 000000010000000000000003 and 000000010000000000000005.',
        ...another,
      ),
    ],
    [
      'WAL cannot be had up to the present',
      { server: backupServer({ maySwitch: false }) },
      refusal(
        'keeper may not have shop-1 finish its file of WAL.',
        'In database shop, let somebody who may run: `GRANT EXECUTE ON FUNCTION pg_switch_wal() TO keeper`.',
      ),
    ],
    [
      'the place is away',
      { place: { ...place, there: false } },
      refusal(
        'The place for drills, /drills, cannot be read from here.',
        'Make it, for the user as whom PostgreSQL may run.',
      ),
    ],
    [
      'the place is a server’s',
      { place: { ...place, inDataOf: '/data' } },
      refusal(
        '/drills lies in the data folder of a server, /data.',
        'Name a folder elsewhere: nothing is ever restored into a data folder.',
      ),
    ],
    [
      'there is no PostgreSQL',
      { place: { ...place, hasPrograms: false } },
      refusal(
        'There is no program `postgres` in /bin.',
        'Let `backup.drills.programs` name the folder with the programs of the same major.',
      ),
    ],
    [
      'there is no room',
      { place: { ...place, freeBytes: 1_024 ** 2 } },
      refusal(
        'The restored copy may need about 440 MB, and /drills has 1.0 MB free.',
        'Make room first.',
      ),
    ],
  ])('refuses where %s', (_, more, wanted) => {
    expect(restoreDrill.refuse(asked, facts(more))).toEqual(wanted)
  })

  test('refuses a backup that is not there', () => {
    expect(restoreDrill.refuse({ backup: 'full-9' }, facts())).toEqual(
      refusal('There is no backup full-9 of shop.', 'See which there are.', 'backup list'),
    )
  })

  test('has the present archived, restores up to there, and says what the last drill took', () => {
    const repository = repositoryOf({ evidence: [drillEvidence()] })
    const plan = planned(restoreDrill, asked, facts({ repository }))
    expect(plan.headline).toBe('Restore full-1 of shop-1 for a drill (400 MB)')
    expect(plan.steps.map(({ title }) => title)).toEqual([
      'Have shop-1 finish its file of WAL, so that the present moment is archived',
      'Restore full-1 as drill-2 in /drills, look at it, and remove it',
    ])
    expect(plan.steps[1]?.action).toMatchObject({
      drill: 'drill-2',
      until: { from: 0, output: 'lsn' },
    })
    expect(valueOf(plan, 'Room')).toBe(
      'about 400 MB in /drills, which has 20 GB free, until the drill is over',
    )
    expect(valueOf(plan, 'Time')).toBe('drill-1 took 3 s for 400 MB, 2026-11-30 03:00 UTC')
    expect(valueOf(plan, 'Locks')).toBe('none: nothing of the cluster is touched')
    expect(valueOf(plan, 'Undo')).toBe('none needed: the copy is removed, and the evidence is kept')
    expect(plan.notes).toEqual([
      'The copy has no network, none of the server’s own settings, no workers of subscriptions and no libraries that run jobs.',
    ])
    expect(valueOf(planned(restoreDrill, asked, facts()), 'Time')).toBe(
      'not known before the first drill',
    )
  })

  test.each([
    ['is whole', drillEvidence(), undefined],
    [
      'is damaged',
      drillEvidence({ damaged: ['public.users_pkey in shop: item order invariant violated'] }),
      'full-1 was restored, and amcheck found damage: public.users_pkey in shop: item order invariant violated',
    ],
    ['was not shown', drillEvidence({ drill: 'drill-9' }), 'There is no evidence of drill-1.'],
  ])('afterwards judges a copy that %s', (_, evidence, wanted) => {
    const { steps } = planned(restoreDrill, asked, facts())
    const after = facts({ repository: repositoryOf({ evidence: [evidence] }) })
    expect(restoreDrill.verify(asked, after, steps)).toBe(wanted)
  })

  test.each([
    [[], 'amcheck found 163 B-tree indexes of 2 databases sound, in 0.4 s.'],
    [null, 'amcheck is not installed where it was restored, so no index was checked.'],
  ])('tells what was measured', (damaged, words) => {
    const { steps } = planned(restoreDrill, asked, facts())
    const after = facts({ repository: repositoryOf({ evidence: [drillEvidence({ damaged })] }) })
    expect(restoreDrill.found?.(asked, after, steps)).toBe(
      `full-1 was restored to 0/6000000 in 3 s: 400 MB unpacked in 2.1 s, every file as in the manifest; WAL replayed in 0.9 s. ${words}`,
    )
  })
})
