import { describe, expect, test } from 'vitest'
import { indexDrop } from '#playbooks/index/drop'
import { awayNode } from '#test/support/commands/cluster'
import { type FoundMore, foundIndex, indexFacts } from '#test/support/facts/index'
import { planned } from '#test/support/facts/planned'

const used = [{ node: 'shop-1', scans: 9, lastScan: null, since: null }]
const build = {
  plan: 'p-2efa3hz',
  at: '2026-11-30T14:40:11.000Z',
  label: 'User search',
  before: { meanMs: 226, calls: 342, seconds: 60 },
  after: { meanMs: 0.2, calls: 51, seconds: 9 },
}

describe('index.drop', () => {
  test.each<[string, FoundMore, readonly string[]]>([
    [
      'whom it waits for',
      { waitsFor: ['pid 7 (psql, idle) to end its transaction', 'pid 8 (psql, idle) too'] },
      [
        'The drop waits for pid 7 (psql, idle) to end its transaction.',
        'The drop waits for pid 8 (psql, idle) too.',
      ],
    ],
    [
      'which index serves the same queries, though this one is used',
      { use: used, same: indexFacts({ name: 'users_pkey', unique: true }) },
      [
        'public.users_pkey covers it: the same columns and conditions, and unique. Queries that use public.users_email_idx can use that one.',
      ],
    ],
    [
      'which plain index serves the same queries',
      { same: indexFacts({ name: 'twin_idx' }) },
      [
        'public.twin_idx covers it: the same columns and conditions. Queries that use public.users_email_idx can use that one.',
      ],
    ],
    [
      'that queries use it, and what it brought when Howdah built it',
      { use: used, build },
      [
        'The risk is medium because queries use it: until it is built again they go without.',
        'It is used, and no other index of public.users is the same: queries that use it will get slower.',
        'When Howdah built public.users_email_idx (p-2efa3hz, 2026-11-30 14:40 UTC), User search went from 226 ms to 0.2 ms (342 calls before, 51 after).',
      ],
    ],
    ['nothing of what an invalid one brought', { build, index: { valid: false } }, []],
    [
      'which nodes do not answer',
      { unreachable: [awayNode('shop-3')] },
      ['Whether shop-3 uses the index is not known. shop-3 does not answer in time.'],
    ],
    [
      'that a unique index keeps duplicates out, and that INSERT … ON CONFLICT may go by it',
      { index: { unique: true } },
      [
        'It is unique: without it duplicates are possible.',
        'An INSERT … ON CONFLICT that relies on it fails without it.',
      ],
    ],
    [
      'that a materialized view is refreshed by it',
      { needs: { refreshes: true, parents: [], statistics: [] } },
      [
        'REFRESH MATERIALIZED VIEW CONCURRENTLY public.users fails without it: no other unique index serves that.',
      ],
    ],
    [
      'which foreign keys no other index serves',
      { needs: { refreshes: false, parents: ['users_team_fkey to public.teams'], statistics: [] } },
      [
        'No other index serves the foreign key users_team_fkey to public.teams: without it each DELETE there reads all of public.users. It may be unscanned only because nobody has deleted yet.',
      ],
    ],
    [
      'that the planner loses what it knows of an expression, and how to keep that',
      {
        needs: {
          refreshes: false,
          parents: [],
          statistics: [
            { expression: 'lower(kind)', keep: 'CREATE STATISTICS a ON (lower(kind)) FROM b' },
          ],
        },
      },
      [
        'Only this index makes PostgreSQL collect statistics of `lower(kind)`: without it estimates may get worse, even for queries that never scan it. To keep them, first run by hand: CREATE STATISTICS a ON (lower(kind)) FROM b; then ANALYZE public.users',
      ],
    ],
    [
      'that nothing could build it again, and what would fix that',
      { createGrant: 'GRANT CREATE ON SCHEMA public TO app' },
      [
        'It cannot be undone as long as app may not create anything in schema public. To fix that, let the owner of the schema run: GRANT CREATE ON SCHEMA public TO app',
      ],
    ],
    [
      'what its end does on replicas',
      { replicated: true },
      [
        'When it ends, queries on public.users that run on replicas may be cancelled, or hold replay up for as long as max_standby_streaming_delay.',
      ],
    ],
    ['nothing of replicas that replay none of it', { wal: null }, []],
    [
      'what its undo does not bring back',
      { index: { extraStatements: ['ALTER TABLE public.users CLUSTER ON users_email_idx'] } },
      [
        'An undo does not bring this back; run it by hand afterwards: ALTER TABLE public.users CLUSTER ON users_email_idx',
      ],
    ],
  ])('notes %s', (_, more, notes) => {
    expect(planned(indexDrop, { index: 'users_email_idx' }, foundIndex(more)).notes).toEqual(notes)
  })
})
