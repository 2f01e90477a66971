import { describe, expect, test } from 'vitest'
import { partitionShow, setOf } from '#commands/partition/show'
import { refusal } from '#model/refusal'
import { viewOf } from '#test/support/commands/cluster'
import { say } from '#test/support/commands/say'
import { now, part, setHead } from '#test/support/facts/partition-set'

const found = {
  found: 'set',
  set: setHead(),
  parts: [part('2026-11'), part('2026-12', { bytes: 0, heapBytes: 0, rows: null })],
} as const
const alone = { partman: null, detached: [], now }

describe('partition show', () => {
  test('shows each partition, the newest first', () => {
    const shown = setOf(found, alone)
    expect(shown.title).toBe(
      'public.events is partitioned by range of day, monthly: 2 partitions, runway 33 days.',
    )
    expect(shown.table).toEqual({
      columns: ['Partition', 'From', 'Until', 'Size', 'Rows'],
      rows: [
        ['public.events_2026_12', '2026-12-01', '2027-01-01', '0 B', 'not known'],
        ['public.events_2026_11', '2026-11-01', '2026-12-01', '16 kB', 'about 100'],
      ],
    })
  })

  test('names a default partition, an open bound, and an interrupted detachment', () => {
    const parts = [
      part('2026-10', { lo: null, pending: true }),
      part('2026-11', { isDefault: true, lo: null, hi: null, loText: null }),
    ]
    expect(setOf({ ...found, parts }, alone).table?.rows).toEqual([
      ['public.events_2026_11', 'default', '', '16 kB', 'about 100'],
      [
        'public.events_2026_10 (detachment interrupted)',
        'no bound',
        '2026-11-01',
        '16 kB',
        'about 100',
      ],
    ])
  })

  test('lists the newest thirty, and puts all into the file', () => {
    const parts = Array.from({ length: 31 }, () => part('2026-11'))
    const shown = setOf({ ...found, parts }, alone)
    expect(shown.table?.rows).toHaveLength(30)
    expect(shown.table?.whole).toHaveLength(31)
    expect(shown.lines).toContain('The newest 30 are listed; the file has all.')
  })

  test('names what pg_partman keeps, and says when that has fallen behind', () => {
    const partman = { config: 'partman.part_config', keeps: true }
    const later = Date.parse('2027-02-01T00:00:00Z')
    const set = setHead({ defaultPart: 'public.events_default' })
    expect(setOf({ ...found, set }, { ...alone, partman, now: later }).lines?.slice(1)).toEqual([
      'pg_partman keeps public.events (partman.part_config), so Howdah leaves it alone.',
      'It has fallen behind: the last partition ended at 2027-01-01, and rows since then are in public.events_default. It does not recover by itself: call partition_data_proc, then run_maintenance.',
    ])
    expect(setOf(found, { ...alone, partman: { ...partman, keeps: null } }).lines?.at(-1)).toBe(
      'Whether pg_partman keeps public.events is not known: the login may not read partman.part_config.',
    )
  })

  test('names the partitions that Howdah detached, and the table above', () => {
    const detached = [{ table: 'public.events_2025_01', at: '2026-11-02T10:00:00.000Z' }]
    const set = setHead({ partOf: 'public.all_events' })
    expect(setOf({ ...found, set }, { ...alone, detached }).lines).toEqual([
      'It is itself a partition of public.all_events: Howdah rotates whole tables only.',
      'Howdah detached public.events_2025_01 from it on 2026-11-02: `partition drop public.events_2025_01` takes it when its time has passed.',
    ])
  })

  test.each([
    [
      'several schemas have',
      [
        { oid: '1', quoted: 'a.events', exact: true },
        { oid: '2', quoted: 'b.events', exact: true },
      ],
      refusal('Several schemas have a table events.', 'Say which: `a.events` or `b.events`.'),
    ],
    [
      'is not partitioned',
      [{ oid: '1', quoted: 'public.events', kind: 'table', exact: true }],
      refusal(
        'public.events is not partitioned.',
        'See `partition list` for the tables that are.',
        'partition list',
      ),
    ],
    [
      'is not there',
      [],
      refusal('There is no table events.', 'Check its schema and spelling, and `database=`.'),
    ],
  ])('refuses a table that %s', async (_, rows, refused) => {
    const view = viewOf(() => rows)
    expect(await say(partitionShow, 'partition show events', { view })).toEqual(refused)
  })
})
