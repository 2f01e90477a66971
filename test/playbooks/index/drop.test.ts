import { describe, expect, test } from 'vitest'
import { refusal } from '#model/refusal'
import { indexDrop } from '#playbooks/index/drop'
import { bothFound, type FoundMore, foundIndex, indexFacts } from '#test/support/facts/index'
import {
  beingBuilt,
  besideWork,
  observedOnly,
  ownerLeads,
  ownerOutOfReach,
  ownerSuperuser,
} from '#test/support/facts/index-reasons'
import {
  amongOthers,
  askedBy,
  planned,
  type Reason,
  readyFor,
  valueOf,
} from '#test/support/facts/planned'

const asked = { index: 'users_email_idx' }
const refuse = (more: FoundMore) => indexDrop.refuse(asked, foundIndex(more))
const planOf = (more: FoundMore = {}) => planned(indexDrop, asked, foundIndex(more))

/** Worst first. */
const reasons: readonly Reason<FoundMore>[] = [
  observedOnly,
  [
    'that backs a constraint',
    { index: { constraint: 'users_email_key' } },
    refusal(
      'public.users_email_idx backs the constraint users_email_key of public.users.',
      'Drop the constraint, if its rule is no longer needed.',
    ),
  ],
  [
    'that foreign keys rely on',
    { index: { foreignKeys: ['orders_email_fkey on orders', 'mails_email_fkey on mails'] } },
    refusal(
      'Foreign keys rely on public.users_email_idx: orders_email_fkey on orders, mails_email_fkey on mails.',
      'Drop those first, if they are no longer needed.',
    ),
  ],
  [
    'that is a replica identity',
    { index: { replicaIdentity: true } },
    refusal(
      'public.users_email_idx is the replica identity of public.users: logical replication would stop.',
      'Give the table another replica identity first.',
    ),
  ],
  [
    'of a whole partitioned table',
    { index: { partitioned: true, valid: true } },
    refusal(
      'public.users_email_idx is the index of a partitioned table, which PostgreSQL drops only under a lock that stops reads and writes.',
      'Drop it in a maintenance window.',
    ),
  ],
  [
    'that is part of another',
    { index: { partition: true } },
    refusal(
      'public.users_email_idx is part of an index of a partitioned table.',
      'Drop the index of the whole table in a maintenance window.',
    ),
  ],
  beingBuilt,
  besideWork,
  ownerLeads,
  ownerSuperuser,
  ownerOutOfReach,
]

describe('index.drop', () => {
  test('says what it is, and asks for one index', () => {
    expect(indexDrop).toMatchObject({
      name: 'index.drop',
      version: 1,
      summary: 'Drop an index, keeping its definition as the way back',
      example: 'users_lower_idx',
      first: 'index',
      risk: 'change',
    })
    expect(askedBy(indexDrop)).toEqual([
      ['index', 'Which index, e.g. users_email_idx or sales.orders_idx', 'index', 'name'],
    ])
  })

  test('plans exactly this', () => {
    const lock = {
      table: 'public.users',
      mode: 'SHARE UPDATE EXCLUSIVE',
      blocks: 'schema changes',
    }
    const effect = { kind: 'index', object: 'public.users_email_idx', bytes: 8_388_608, lock }
    const action = {
      kind: 'sql',
      duty: 'ddl',
      node: 'shop-1',
      database: 'shop',
      role: 'app',
      values: [],
      tidy: null,
      locking: 'concurrent',
      deadlineSeconds: 43_200,
    }
    expect(
      planOf({
        use: [{ node: 'shop-1', scans: 0, lastScan: null, since: '2026-11-29T02:07:39.000Z' }],
      }),
    ).toEqual({
      headline: 'Drop index public.users_email_idx (8.0 MB)',
      steps: [
        {
          title: 'Drop public.users_email_idx',
          action: {
            ...action,
            statement: 'DROP INDEX CONCURRENTLY public.users_email_idx',
            state: {
              text: expect.stringContaining(`then 'partial' else 'absent' end`),
              values: ['public', 'users_email_idx', true],
            },
            repair: 'REINDEX INDEX CONCURRENTLY public.users_email_idx',
            again: true,
          },
          effects: [{ ...effect, change: 'drop' }],
          onFailure: 'undo',
          undo: {
            title: 'Build public.users_email_idx again',
            action: {
              ...action,
              statement:
                'CREATE INDEX CONCURRENTLY users_email_idx ON public.users USING btree (email)',
              state: {
                text: expect.stringContaining(`then 'present' else 'partial' end`),
                values: ['public', 'users_email_idx', '16421'],
              },
              repair: 'DROP INDEX CONCURRENTLY public.users_email_idx',
              again: false,
            },
            effects: [{ ...effect, change: 'create' }],
          },
        },
      ],
      claims: [{ on: 'relation', key: 'shop/16421', label: 'public.users', mode: 'exclusive' }],
      estimates: [
        {
          label: 'Locks',
          value:
            'reads and writes on public.users continue; schema changes, VACUUM and ANALYZE wait; the statement as a whole times out after 12 h',
        },
        { label: 'Frees', value: '8.0 MB' },
        { label: 'Use on shop-1', value: '0 scans since 2026-11-29 02:07 UTC' },
        {
          label: 'Undo',
          value:
            'build it again: CREATE INDEX CONCURRENTLY users_email_idx ON public.users USING btree (email)',
        },
      ],
      notes: [],
    })
  })

  test('gives no way back to an invalid index, and finishes its drop', () => {
    const plan = planOf({
      index: { valid: false, unique: true, extraStatements: ["COMMENT ON INDEX a IS 'b'"] },
      needs: { refreshes: true, parents: ['orders_user_fk to users'], statistics: [] },
      createGrant: 'GRANT CREATE ON SCHEMA public TO app',
    })
    expect(plan.headline).toBe('Drop invalid index public.users_email_idx (8.0 MB)')
    expect(plan.steps).toMatchObject([
      { action: { repair: null, state: { values: ['public', 'users_email_idx', false] } } },
    ])
    expect(plan.steps[0]?.undo).toBeNull()
    expect(valueOf(plan, 'Undo')).toBe('none: no query uses an invalid index')
    expect(plan.notes).toEqual([])
  })

  test('shows the use of each node, and says that queries get slower', () => {
    const since = '2026-11-01T08:00:00.000Z'
    const plan = planOf({
      use: [
        { node: 'shop-1', scans: 0, lastScan: null, since },
        { node: 'shop-2', scans: 1_200, lastScan: '2026-11-20T09:30:59.000Z', since },
      ],
    })
    expect(valueOf(plan, 'Use on shop-1')).toBe('0 scans since 2026-11-01 08:00 UTC')
    expect(valueOf(plan, 'Use on shop-2')).toBe(
      '1,200 scans since 2026-11-01 08:00 UTC, last 2026-11-20 09:30 UTC',
    )
    expect(plan.risk).toBe('disruptive')
    expect(plan.notes).toEqual([
      'The risk is medium because queries use it: until it is built again they go without.',
      'It is used, and no other index of public.users is the same: queries that use it will get slower.',
    ])
  })

  test('refuses an index that is not there, with the nearest one or the list', () => {
    expect(indexDrop.refuse(asked, { found: 'nothing', known: ['users_emial_idx'] })).toMatchObject(
      refusal(
        'There is no index users_email_idx.',
        'Did you mean `users_emial_idx`?',
        'index drop users_emial_idx',
      ),
    )
    expect(indexDrop.refuse(asked, { found: 'nothing', known: [] })).toMatchObject(
      refusal('There is no index users_email_idx.', 'See `index list`.', 'index list'),
    )
  })

  test('refuses a name that several schemas have', () => {
    const indexes = [indexFacts(), indexFacts({ quoted: 'sales.users_email_idx' })]
    expect(indexDrop.refuse(asked, { found: 'several', indexes })).toMatchObject(
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

  test('refuses nothing else, and plans from what it found', () => {
    const facts = foundIndex()
    expect(readyFor(indexDrop, asked, facts)).toEqual(facts)
  })

  test('refuses an index that one foreign key relies on', () => {
    expect(refuse({ index: { foreignKeys: ['orders_email_fkey on orders'] } })).toMatchObject({
      because: 'Foreign keys rely on public.users_email_idx: orders_email_fkey on orders.',
    })
  })

  test('has worked when the index is gone, and not before', () => {
    expect(indexDrop.verify(asked, { found: 'nothing', known: [] })).toBeUndefined()
    expect(indexDrop.verify(asked, foundIndex())).toBe('The index is still there.')
  })

  test('has nothing to tell or to measure afterwards', () => {
    expect(indexDrop.found).toBeUndefined()
    expect(indexDrop.measure).toBeUndefined()
  })
})
