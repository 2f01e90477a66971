import { describe, expect, test } from 'vitest'
import { analyzeNeed, vacuumNeeds } from '#cluster/facts/maintenance/needs'
import type { MaintainedTable } from '#cluster/facts/maintenance/tables'
import { maintained, settingsOf18 } from '#test/support/facts/maintenance'

const [million, thousand] = [1_000_000, 1_000]
const needsOf = (more: Partial<MaintainedTable>) => vacuumNeeds(maintained(more), settingsOf18)

describe('the needs of a table for VACUUM', () => {
  test.each<[string, Partial<MaintainedTable>, readonly string[]]>([
    ['none, within its thresholds', { dead: 2_050, inserted: 3_000 }, []],
    ['dead rows over the threshold', { dead: 4_100 }, ['4,100 dead rows, 2.0 times its threshold']],
    [
      'dead rows over a threshold of its own',
      { dead: 300, options: { autovacuum_vacuum_scale_factor: '0.01' } },
      ['300 dead rows, 2.0 times its threshold'],
    ],
    [
      'dead rows over the greatest threshold, from 18 on',
      { dead: 150 * million, rows: thousand * million },
      ['150,000,000 dead rows, 1.5 times its threshold'],
    ],
    [
      'inserts over the threshold',
      { inserted: 6_000 },
      ['6,000 rows inserted since the last VACUUM, 2.0 times its threshold'],
    ],
    [
      'inserts against what is not frozen yet, from 18 on',
      { inserted: 3_000, frozenPages: 7_680 },
      ['3,000 rows inserted since the last VACUUM, 2.0 times its threshold'],
    ],
    [
      'no inserts where that is switched off',
      { inserted: 6_000, options: { autovacuum_vacuum_insert_threshold: '-1' } },
      [],
    ],
    ['old ids, before autovacuum has to', { xidAge: 149_999_999 }, []],
    [
      'ids of three quarters of the limit',
      { xidAge: 150 * million },
      [
        'transaction ids as old as 150,000,000, 75 % of the age at which autovacuum has to freeze them',
      ],
    ],
    [
      'ids over a lower limit of its own',
      { xidAge: 2 * million, options: { autovacuum_freeze_max_age: '1000000' } },
      [
        'transaction ids as old as 2,000,000, 200 % of the age at which autovacuum has to freeze them',
      ],
    ],
    [
      'multixact ids over the failsafe age',
      { multixactAge: 1_600 * million },
      [
        'multixact ids as old as 1,600,000,000, 400 % of the age at which autovacuum has to freeze them, over the failsafe age',
      ],
    ],
    [
      'pages that are not known to be visible, where indexes are scanned',
      { visiblePages: 1_024 },
      ['only 10 % of its pages known to be all visible, so index-only scans read the table too'],
    ],
    ['not those where no index is scanned', { visiblePages: 1_024, indexScans: 0 }, []],
    ['not those of a small table', { visiblePages: 0, pages: 999 }, []],
    [
      'none of a partitioned table, which has no rows',
      { kind: 'partitioned table', dead: 9_999 },
      [],
    ],
  ])('are %s', (_, more, words) => {
    expect(needsOf(more).map(need => need.words)).toEqual(words)
  })

  test('have the worst first, and freezing that is overdue before everything', () => {
    expect(
      needsOf({ dead: 9_000_000, inserted: 6_000, xidAge: 200 * million }).map(({ kind }) => kind),
    ).toEqual(['freeze', 'dead rows', 'inserts'])
    expect(needsOf({ dead: 9_000_000, xidAge: 150 * million }).map(({ kind }) => kind)).toEqual([
      'dead rows',
      'freeze',
    ])
  })
})

describe('the need of a table for ANALYZE', () => {
  const parent = { kind: 'partitioned table', rows: 90, lastAnyAnalyze: '100' } as const
  const parts = (...times: readonly (string | null)[]) =>
    times.map(lastAutoanalyze => maintained({ lastAutoanalyze }))

  test.each<[string, Partial<MaintainedTable>, readonly MaintainedTable[], string | undefined]>([
    ['nothing within its threshold', { changed: 1_050 }, [], undefined],
    [
      'changed rows over its threshold',
      { changed: 2_100 },
      [],
      '2,100 rows changed since the last ANALYZE, 2.0 times its threshold',
    ],
    ['rows without any statistics', { rows: null }, [], 'never analysed, with 10,000 rows'],
    ['nothing of an empty table', { rows: null, live: 0 }, [], undefined],
    [
      'a partitioned table that was never analysed',
      { ...parent, rows: null, lastAnyAnalyze: null },
      parts(null),
      'a partitioned table that was never analysed, and autovacuum never does it',
    ],
    [
      'partitions analysed since',
      parent,
      parts('50', '101', '102', null),
      '2 of 4 partitions analysed by autovacuum since the whole was, which it never does for the whole',
    ],
    ['nothing of partitions analysed before', parent, parts('50', '99'), undefined],
    [
      'nothing of one partition in more than ten',
      parent,
      parts(...Array.from({ length: 10 }, () => '1'), '200'),
      undefined,
    ],
    [
      'nothing where the counters were lost',
      { ...parent, lastAnyAnalyze: null },
      parts('200'),
      undefined,
    ],
  ])('is %s', (_, more, below, words) => {
    expect(analyzeNeed(maintained(more), settingsOf18, below)?.words).toBe(words)
  })
})
