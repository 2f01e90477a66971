import { describe, expect, test } from 'vitest'
import type { DetachedTable, FoundDetached } from '#cluster/facts/partition/detached'
import { type Refusal, refusal } from '#model/refusal'
import { partitionDrop } from '#playbooks/partition/drop'
import { askedBy, planned, valueOf } from '#test/support/facts/planned'

const asked = { table: 'events_2025_01' }

const found = (more: Partial<DetachedTable> = {}): DetachedTable => ({
  found: 'detached',
  node: 'shop-1',
  database: 'shop',
  table: {
    oid: '77',
    schema: 'public',
    name: 'events_2025_01',
    quoted: 'public.events_2025_01',
    quotedSchema: 'public',
    kind: 'table',
    persistence: 'permanent',
    owner: 'app',
    bytes: 8_192,
    rows: 100,
    columns: [],
  },
  detached: {
    table: 'public.events_2025_01',
    oid: '77',
    parent: 'public.events',
    at: '2026-11-02T10:00:00.000Z',
    run: 'r-1234567',
    input: { hold: '7 days' },
  },
  hold: { words: '7 days', until: '2026-11-09T10:00:00.000Z', isOver: true },
  actor: 'howdah',
  maySetRole: true,
  ownerGrant: 'GRANT app TO howdah',
  ownerSuperuser: null,
  bytes: 16_384,
  rows: 100,
  restsOn: [],
  refersTo: [],
  usedSince: false,
  ...more,
})

describe('partition.drop', () => {
  test('says who it is, and asks for a table', () => {
    expect(partitionDrop).toMatchObject({ version: 1, first: 'table', risk: 'irreversible' })
    expect(askedBy(partitionDrop)).toEqual([
      ['table', 'Which detached partition, e.g. events_2025_01', 'table', 'name'],
    ])
  })

  test('plans exactly this, without a way back', () => {
    expect(planned(partitionDrop, asked, found())).toEqual({
      headline: 'Drop public.events_2025_01 (16 kB), detached from public.events',
      steps: [
        {
          title: 'Drop public.events_2025_01',
          action: {
            kind: 'transaction',
            node: 'shop-1',
            database: 'shop',
            duty: 'ddl',
            role: 'app',
            locks: [{ table: 'public.events_2025_01', mode: 'ACCESS EXCLUSIVE' }],
            statements: ['DROP TABLE public.events_2025_01'],
            state: { text: expect.stringContaining('oid = $1::oid'), values: ['77'] },
            deadlineSeconds: 300,
          },
          effects: [
            {
              change: 'drop',
              kind: 'partition',
              object: 'public.events_2025_01',
              bytes: 16_384,
              lock: {
                table: 'public.events_2025_01',
                mode: 'ACCESS EXCLUSIVE',
                blocks: 'reads and writes',
              },
            },
          ],
          onFailure: 'undo',
          undo: null,
        },
      ],
      claims: [
        { on: 'relation', key: 'shop/77', label: 'public.events_2025_01', mode: 'exclusive' },
      ],
      estimates: [
        { label: 'Detached', value: '2026-11-02 10:00 UTC, by run r-1234567' },
        { label: 'Kept for', value: '7 days' },
        { label: 'Rows', value: 'about 100' },
        { label: 'Frees', value: '16 kB' },
        { label: 'Undo', value: 'none: only a backup brings the rows back' },
      ],
      notes: [],
    })
  })

  test('says that somebody still reads the table', () => {
    const plan = planned(
      partitionDrop,
      asked,
      found({ usedSince: true, rows: null, refersTo: ['public.users'] }),
    )
    expect(plan.notes).toEqual([
      'Reads and writes of public.users, which a foreign key refers to, stop for a moment: the drop waits 100 ms for that lock and tries again.',
      'Queries have read public.events_2025_01 directly since it was detached.',
    ])
    expect(valueOf(plan, 'Rows')).toBe('not known')
  })

  test.each<[string, FoundDetached, Refusal]>([
    [
      'that is not there',
      { found: 'nothing', known: ['events_2025_02'] },
      refusal('There is no table events_2025_01.', 'Did you mean `events_2025_02`?'),
    ],
    [
      'that several schemas have',
      {
        found: 'several',
        tables: [{ quoted: 'a.events_2025_01' }, { quoted: 'b.events_2025_01' }],
      },
      refusal(
        'Several schemas have a table events_2025_01.',
        'Say which: `a.events_2025_01` or `b.events_2025_01`.',
      ),
    ],
    [
      'that is a partition',
      { found: 'other', quoted: 'public.events_2025_01', partOf: 'public.events' },
      refusal(
        'public.events_2025_01 is a partition of public.events.',
        'Let `partition rotate public.events keep=…` detach it first; its rows are kept for some days then.',
      ),
    ],
    [
      'that Howdah did not detach',
      { found: 'other', quoted: 'public.events_2025_01', partOf: null },
      refusal(
        'public.events_2025_01 is not known as a partition that Howdah detached.',
        'Only such tables are dropped here. Drop it by hand, if you are sure of what it holds.',
      ),
    ],
    [
      'on a cluster that is observed only',
      found({ actor: null }),
      refusal(
        'This cluster has no login for ddl: the inventory has no `credentials.ddl`.',
        'Add `credentials.ddl`: `howdah init --print-sql` prints its grants. Or run the SQL yourself.',
      ),
    ],
    [
      'that another role owns',
      found({ maySetRole: false }),
      refusal(
        'howdah may not act as app, who owns public.events_2025_01.',
        'Ask an administrator to run: `GRANT app TO howdah`.',
      ),
    ],
    [
      'that is still kept',
      found({ hold: { words: '7 days', until: '2026-11-09T10:00:00.000Z', isOver: false } }),
      refusal(
        'public.events_2025_01 was detached on 2026-11-02 10:00 UTC, to be kept for 7 days.',
        'Ask again after 2026-11-09 10:00 UTC.',
      ),
    ],
    [
      'that a view rests on',
      found({ restsOn: ['view public.old_events'] }),
      refusal(
        'view public.old_events rests on public.events_2025_01.',
        'Drop that first, if no longer needed.',
      ),
    ],
  ])('refuses a table %s', (_, facts, refused) => {
    expect(partitionDrop.refuse(asked, facts)).toEqual(refused)
  })

  test('has worked when the table is gone, and not before', () => {
    expect(partitionDrop.verify(asked, { found: 'nothing', known: [] })).toBeUndefined()
    expect(partitionDrop.verify(asked, found())).toBe('The table is still there.')
  })
})
