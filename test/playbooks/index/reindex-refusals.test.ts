import { describe, expect, test } from 'vitest'
import { refusal } from '#model/refusal'
import { indexReindex } from '#playbooks/index/reindex'
import {
  bothFound,
  type FoundMore,
  foundIndex,
  indexFacts,
  limitFacts,
  MB,
  walFacts,
} from '#test/support/facts/index'
import {
  beingBuilt,
  besideWork,
  observedOnly,
  ownerLeads,
  ownerOutOfReach,
  ownerSuperuser,
} from '#test/support/facts/index-reasons'
import { amongOthers, type Reason, readyFor } from '#test/support/facts/planned'

const asked = { index: 'users_email_idx' }
const refuse = (more: FoundMore) => indexReindex.refuse(asked, foundIndex(more))
const slot = 'the replication slot s, which nobody reads'

/** Worst first. */
const reasons: readonly Reason<FoundMore>[] = [
  observedOnly,
  [
    'that keeps an exclusion constraint',
    { index: { exclusion: true, constraint: 'users_no_overlap' } },
    refusal(
      'public.users_email_idx keeps the exclusion constraint users_no_overlap, and PostgreSQL rebuilds no such index concurrently.',
      'Rebuild it with REINDEX in a maintenance window: that stops reads and writes meanwhile.',
    ),
  ],
  [
    'of a whole partitioned table',
    { index: { partitioned: true } },
    refusal(
      'public.users_email_idx is the index of a partitioned table.',
      'Rebuild its parts one by one: `index list` shows them.',
    ),
  ],
  beingBuilt,
  besideWork,
  [
    'beside the copy of a rebuild that failed',
    { copies: [{ oid: '1', quoted: 'public.users_email_idx_ccnew', inProgress: null }] },
    refusal(
      'public.users_email_idx_ccnew is left over from a failed rebuild of public.users_email_idx.',
      'Drop it, then ask again.',
      'index drop public.users_email_idx_ccnew',
    ),
  ],
  [
    'beside the copy of a rebuild that goes on',
    {
      copies: [
        { oid: '1', quoted: 'public.users_email_idx_ccnew', inProgress: 'built by pid 4711' },
      ],
    },
    refusal(
      'public.users_email_idx_ccnew is being built by pid 4711.',
      'Wait until that has ended, then ask again.',
      'index list',
    ),
  ],
  [
    'whose copy would have the name of something else',
    { likeCopies: ['public.users_email_idx_ccold'] },
    refusal(
      'public.users_email_idx_ccold has the name that the copy made meanwhile would get, and could be taken for it.',
      'Rename it first.',
    ),
  ],
  [
    'where the disk may fill up',
    { freeBytes: 8 * MB - 1 },
    refusal(
      'The rebuild may need about 8.0 MB, and shop-1 has 8.0 MB free.',
      'Free some disk first.',
    ),
  ],
  ownerLeads,
  ownerSuperuser,
  ownerOutOfReach,
]

describe('index.reindex', () => {
  test('refuses an index that is not there, with the nearest one or the list', () => {
    expect(
      indexReindex.refuse(asked, { found: 'nothing', known: ['users_emial_idx'] }),
    ).toMatchObject(
      refusal(
        'There is no index users_email_idx.',
        'Did you mean `users_emial_idx`?',
        'index reindex users_emial_idx',
      ),
    )
    expect(indexReindex.refuse(asked, { found: 'nothing', known: ['orders_pkey'] })).toMatchObject(
      refusal('There is no index users_email_idx.', 'See `index list`.', 'index list'),
    )
  })

  test('refuses a name that several schemas have', () => {
    const indexes = [indexFacts(), indexFacts({ quoted: 'sales.users_email_idx' })]
    expect(indexReindex.refuse(asked, { found: 'several', indexes })).toMatchObject(
      refusal(
        'Several schemas have an index users_email_idx.',
        'Say which: `public.users_email_idx` or `sales.users_email_idx`.',
      ),
    )
  })

  test.each(reasons)('refuses an index %s', (_, more, refused) => {
    expect(refuse(more)).toMatchObject(refused)
  })

  test.each(amongOthers(reasons, bothFound))(
    'names first, of several reasons, an index %s',
    (_, more, refused) => {
      expect(refuse(more)).toMatchObject(refused)
    },
  )

  test('names the index where its exclusion constraint has no name', () => {
    expect(refuse({ index: { exclusion: true } })).toMatchObject({
      because:
        'public.users_email_idx keeps the exclusion constraint users_email_idx, and PostgreSQL rebuilds no such index concurrently.',
    })
  })

  test.each<[string, FoundMore, string, string]>([
    [
      'with its WAL',
      { freeBytes: 16 * MB - 1, wal: walFacts({ disk: { freeBytes: 0, shared: true } }) },
      'The rebuild may need about 16 MB, 8.0 MB of it for WAL, and shop-1 has 16 MB free.',
      'Free some disk first.',
    ],
    [
      'with its sort',
      { limits: limitFacts({ sortBytes: MB }), freeBytes: 16 * MB - 1 },
      'The rebuild may need about 16 MB, and shop-1 has 16 MB free.',
      'Free some disk first.',
    ],
    [
      'of temporary files',
      { limits: limitFacts({ sortBytes: MB, temporaryBytes: 2 * MB }) },
      'The rebuild may sort about 8.0 MB in temporary files, and temp_file_limit of howdah is 2.0 MB.',
      'Raise temp_file_limit of howdah, or its maintenance_work_mem to more than 8.0 MB.',
    ],
    [
      'in its tablespace',
      { index: { tablespace: 'fast' }, freeBytes: MB },
      'The rebuild may need about 8.0 MB, and shop-1 (tablespace fast) has 1.0 MB free.',
      'Free some disk first.',
    ],
    [
      'of pg_wal',
      { wal: walFacts({ disk: { freeBytes: MB, shared: false } }) },
      'The rebuild may need about 8.0 MB for WAL, and where pg_wal lies on shop-1 1.0 MB are free. A full pg_wal stops the server.',
      'Free some disk first.',
    ],
    [
      'of pg_wal, where WAL is kept',
      { wal: walFacts({ keptBy: slot, disk: { freeBytes: MB, shared: false } }) },
      'The rebuild may need about 8.0 MB for WAL, and where pg_wal lies on shop-1 1.0 MB are free. A full pg_wal stops the server.',
      'Fix the replication slot s, which nobody reads, or free some disk first.',
    ],
  ])('refuses a disk that may fill up %s', (_, more, because, instead) => {
    expect(refuse(more)).toMatchObject(refusal(because, instead))
  })

  test('refuses nothing else, and plans from what it found', () => {
    const facts = foundIndex({ index: { name: 'n'.repeat(57) }, freeBytes: 8 * MB })
    expect(readyFor(indexReindex, asked, facts)).toEqual({ kind: 'one', facts })
  })
})
