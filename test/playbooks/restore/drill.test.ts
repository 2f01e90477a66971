import { describe, expect, test } from 'vitest'
import type { DrillFacts } from '#cluster/facts/restore/drill'
import { refusal } from '#model/refusal'
import { restoreDrill } from '#playbooks/restore/drill'
import { repositoryOf, stanza } from '#test/support/facts/backup'
import { drillEvidence, drillFacts, keptDrill } from '#test/support/facts/drill'
import { planned, type Reason, valueOf } from '#test/support/facts/planned'
import { clonePlace, foundClone, restoreFacts } from '#test/support/facts/restore'

const gap = {
  missing: [],
  last: '000000010000000000000003',
  after: '000000010000000000000005',
  until: '2026-11-30T02:03:00.000Z',
}

const [whole] = restoreFacts().whole

const reasons: readonly Reason<Partial<DrillFacts>>[] = [
  [
    'nobody has the duty',
    { login: null },
    refusal(
      'This cluster has no login for backup: the inventory has no `credentials.backup`.',
      'Add `credentials.backup`: `howdah init --print-sql` prints its grants. Or run the SQL yourself.',
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
    'backups that are all damaged',
    { whole: [], chosen: null },
    refusal(
      'No base backup of shop is whole.',
      'See what is wrong with each, and take another one now.',
      'backup list',
    ),
  ],
  [
    'pgBackRest on another machine',
    { repository: repositoryOf({ stanza: { ...stanza, host: 'postgres@db-1' } }) },
    refusal(
      'A clone lies on Howdah’s machine, and pgBackRest of stanza shop runs on postgres@db-1.',
      'Give Howdah’s machine pgBackRest, with a configuration that reaches the repository (`repo1-host`), and name that in the inventory without `backup.pgbackrest.host`.',
    ),
  ],
  [
    'a gap before the present',
    { chosen: whole ? { ...whole, reach: gap } : null },
    refusal(
      'full-1 cannot be brought to the present: WAL is missing between 000000010000000000000003 and 000000010000000000000005.',
      'Take another base backup now, and run the drill then.',
      'backup take',
    ),
  ],
  [
    'a folder of evidence that cannot be read',
    { evidence: { folder: '/backup', next: null, newest: [] } },
    refusal(
      'The folder `drills` in /backup cannot be read, where the evidence of drills lies.',
      'Set its rights.',
    ),
  ],
]

describe('restore.drill', () => {
  test.each(reasons)('refuses %s', (_, facts, wanted) => {
    expect(restoreDrill.refuse({}, drillFacts(facts))).toEqual(wanted)
  })

  test('restores the newest backup to a transaction of its own, examines the clone and ends it', () => {
    const place = clonePlace({ clones: [foundClone({ clone: 'shop-clone-4' })] })
    const plan = planned(restoreDrill, {}, drillFacts({ place }))
    expect(plan.headline).toBe('Drill a restore of shop from full-1 to the newest moment (440 MB)')
    expect(plan.steps.map(({ title }) => title)).toEqual([
      'Have shop-1 commit an empty transaction, which is the newest moment, and read what is not archived yet',
      'Have shop-1 finish its file of WAL, so that the moment is archived',
      'Restore full-1 of shop to that moment as shop-clone-5 in /clones',
      'Examine shop-clone-5 and keep the evidence as drill-1',
      'Stop shop-clone-5 and remove its files',
    ])
    expect(plan.steps[2]).toMatchObject({
      action: { way: 'make', target: { kind: 'step', xid: { from: 0, output: 'transaction' } } },
      undo: { action: { way: 'end' } },
    })
    expect(plan.steps[4]).toMatchObject({ action: { clone: 'shop-clone-5', way: 'end' } })
    expect(plan.steps.flatMap(({ effects }) => effects.map(({ object }) => object))).toEqual([
      'shop',
    ])
    expect(valueOf(plan, 'Checks')).toBe(
      'the newest transaction, checksums, rows of tables, B-trees by amcheck',
    )
  })

  test('forecasts the time by earlier drills', () => {
    const none = planned(restoreDrill, {}, drillFacts())
    expect(valueOf(none, 'Time')).toBe(
      'not known before the first restore drill: unpacking, then replay of WAL',
    )
    const plan = planned(restoreDrill, {}, drillFacts({ drills: [keptDrill()] }))
    expect(valueOf(plan, 'Time')).toBe(
      'about 15 min (15 min to notice and approve, 3 s to unpack, 1 s to start and replay, 2 s to check), by 1 drill, if all WAL up to now is replayed',
    )
  })

  test('shows each query of the inventory', () => {
    const queries = [{ name: 'orders', sql: 'select count(*) from orders', expect: '> 0' }]
    const plan = planned(restoreDrill, {}, drillFacts({ queries }))
    expect(plan.steps[3]?.action).toMatchObject({ queries })
    expect(valueOf(plan, 'Checks')).toMatch(/, and 1 query of the inventory$/)
  })

  test('tells what was measured, and each check', () => {
    const { steps } = planned(restoreDrill, {}, drillFacts())
    const there = drillFacts({
      evidence: { folder: '/backup', next: 'drill-2', newest: [drillEvidence()] },
    })
    expect(restoreDrill.verify({}, there, steps)).toBeUndefined()
    const heard = new Map([[3, { evidence: 'ab12'.repeat(16) }]])
    expect(restoreDrill.found?.({}, there, steps, heard)).toBe(
      [
        'full-1 was restored to 0/6000060 in 3.9 s: 400 MB unpacked in 3.2 s, every file as in the manifest; started in 0.2 s; 64 MB of WAL replayed in 0.5 s. The checks took 1.7 s.',
        'When the drill was asked for, the newest archived file of WAL was 40 s old and 3.0 MB were not archived: so much would have been lost.',
        'No page that was read has a wrong checksum.',
        'Evidence: drill-1, SHA-256 ab12ab12ab12ab12….',
      ].join(' '),
    )
  })

  test('fails with the words of each check that failed', () => {
    const { steps } = planned(restoreDrill, {}, drillFacts())
    const checks = [
      { name: 'orders', outcome: 'failed', words: '“orders” is not > 0.' },
      { name: 'checksums', outcome: 'failed', words: '1 page has a wrong checksum.' },
    ] as const
    const bad = drillFacts({
      evidence: { folder: '/backup', next: 'drill-2', newest: [drillEvidence({ checks })] },
    })
    expect(restoreDrill.verify({}, bad, steps)).toBe(
      'full-1 was restored, and is not good: 2 checks of drill-1 failed. “orders” is not > 0. 1 page has a wrong checksum.',
    )
    expect(restoreDrill.verify({}, drillFacts(), steps)).toBe(
      'There is no evidence of drill-1 in the repository.',
    )
  })
})
