import { describe, expect, test } from 'vitest'
import type { Trial } from '#cluster/facts/index/trial'
import type { IndexInput } from '#playbooks/index/create-input'
import { createPlanOf as planOf, served } from '#test/support/facts/create-plan'
import { elementOf, GB, triedIndex, untriedIndex, walFacts } from '#test/support/facts/index'
import { valueOf } from '#test/support/facts/planned'

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
const effect = {
  kind: 'index',
  object: 'public.users_email_idx',
  bytes: 40_000_000,
  lock: { table: 'public.users', mode: 'SHARE UPDATE EXCLUSIVE', blocks: 'schema changes' },
}
const build = {
  title: 'Build users_email_idx',
  action: {
    ...action,
    statement: 'CREATE INDEX CONCURRENTLY users_email_idx ON public.users USING btree (email)',
    state: {
      text: expect.stringContaining(`then 'present' else 'partial' end`),
      values: ['public', 'users_email_idx', '16421'],
    },
    repair: 'DROP INDEX CONCURRENTLY public.users_email_idx',
    again: false,
  },
  effects: [{ ...effect, change: 'create' }],
  onFailure: 'undo',
  undo: {
    title: 'Drop users_email_idx',
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
  },
}

describe('index.create', () => {
  test('plans exactly this', () => {
    expect(planOf({}, served)).toEqual({
      headline: 'Build index users_email_idx on public.users (email)',
      steps: [build],
      claims: [{ on: 'relation', key: 'shop/16421', label: 'public.users', mode: 'exclusive' }],
      estimates: [
        {
          label: 'Locks',
          value:
            'reads and writes on public.users continue; schema changes, VACUUM and ANALYZE wait; the statement as a whole times out after 12 h',
        },
        { label: 'Size', value: 'about 38 MB, on a table of 800 MB' },
        { label: 'Free disk', value: '40 GB on shop-1' },
        { label: 'WAL', value: 'about 38 MB' },
        {
          label: 'Waits for',
          value: 'transactions that are open when it begins; none has been open for over 5 s now',
        },
        { label: 'Undo', value: 'drop users_email_idx, without blocking reads or writes' },
      ],
      notes: [],
    })
  })

  test('says why a size is not known, and gives no figure in its place, and of waits only what was seen', () => {
    const uncounted = 'Howdah’s login may not read public.users. `GRANT …` helps.'
    const unread = planOf({ where: 'active' }, served, triedIndex({ uncounted }))
    expect(unread.notes).toEqual([`Size and WAL are not known. ${uncounted}`])
    expect(valueOf(unread, 'WAL')).toBeUndefined()
    expect(unread.steps[0]?.effects[0]?.bytes).toBeNull()
    const waits = planOf({}, { ...served, waitsFor: ['pid 7 (psql, active for 9 s) to end'] })
    expect(waits.notes).toContain('The build waits for pid 7 (psql, active for 9 s) to end.')
    expect(valueOf(waits, 'Waits for')).toBeUndefined()
  })

  test('collects statistics after the build of an expression, and goes on without them', () => {
    const parts = { elements: [elementOf({ expression: {} })] }
    const plan = planOf({ columns: 'lower(email)' }, { ...served, parts })
    expect(plan.estimates).toEqual(planOf().estimates)
    expect(plan.steps).toEqual([
      {
        ...build,
        action: {
          ...build.action,
          statement:
            'CREATE INDEX CONCURRENTLY users_email_idx ON public.users USING btree (lower(email))',
        },
      },
      {
        title: 'Collect statistics for public.users_email_idx',
        action: {
          ...build.action,
          statement: 'ANALYZE public.users',
          state: null,
          repair: null,
          again: true,
          locking: 'short',
          deadlineSeconds: 3_600,
        },
        effects: [],
        onFailure: 'finish',
        undo: null,
      },
    ])
  })

  test('says the wish as it was typed, every part of it', () => {
    const wished: Partial<IndexInput> = {
      columns: 'email desc, id',
      where: 'active',
      unique: true,
      include: 'name',
      with: 'fillfactor=70',
    }
    const plan = planOf(wished, { name: 'Odd Name', quotedName: '"Odd Name"' })
    expect(plan.headline).toBe(
      'Build unique index "Odd Name" on public.users (email desc, id) where active',
    )
    expect(plan.steps).toMatchObject([
      {
        title: 'Build "Odd Name"',
        action: {
          statement:
            'CREATE UNIQUE INDEX CONCURRENTLY "Odd Name" ON public.users USING btree (email desc, id) INCLUDE (name) WITH (fillfactor=70) WHERE active',
          state: { values: ['public', 'Odd Name', '16421'] },
        },
        undo: { action: { statement: 'DROP INDEX CONCURRENTLY public."Odd Name"' } },
      },
    ])
    expect(valueOf(plan, 'Undo')).toBe('drop "Odd Name", without blocking reads or writes')
  })

  test.each([
    ['hash', 'Build hash index'],
    ['gin', 'Build GIN index'],
    ['gist', 'Build GiST index'],
    ['spgist', 'Build SP-GiST index'],
    ['brin', 'Build BRIN index'],
  ] as const)('names the method %s in its headline', (method, start) => {
    expect(planOf({ method }).headline).toBe(`${start} users_email_idx on public.users (email)`)
  })

  test.each<[string, Partial<IndexInput>, Trial, string, string | undefined]>([
    [
      'no size where statistics cannot be read',
      { where: 'active' },
      triedIndex({ uncounted: 'Howdah’s login may not read public.users.' }),
      'Size',
      'not known, on a table of 800 MB',
    ],
    [
      'the free disk of replicas, which keep the index too',
      {},
      triedIndex({ replicasFree: [{ node: 'shop-2', freeBytes: 2 * GB }] }),
      'Free disk',
      '40 GB on shop-1, 2.0 GB on shop-2',
    ],
    [
      'no size of what could not be tried',
      {},
      untriedIndex(),
      'Size',
      'not known, on a table of 800 MB',
    ],
    ['no WAL of what could not be tried', {}, untriedIndex(), 'WAL', undefined],
    [
      'no free disk where nothing could be tried',
      {},
      untriedIndex(),
      'Free disk',
      'not visible from here',
    ],
    [
      'no free disk that cannot be seen',
      {},
      triedIndex({ freeBytes: null }),
      'Free disk',
      'not visible from here',
    ],
    [
      'the free disk of a tablespace',
      {},
      triedIndex({ tablespace: 'fast', freeBytes: 2 * GB }),
      'Free disk',
      '2.0 GB on shop-1 (tablespace fast)',
    ],
    ['more WAL for a hash index', { method: 'hash' }, triedIndex(), 'WAL', 'about 43 MB'],
    [
      'WAL that replicas have to receive',
      {},
      triedIndex({ wal: walFacts({ replicas: true }) }),
      'WAL',
      'about 38 MB, which replicas have to receive',
    ],
    ['no WAL where none is written', {}, triedIndex({ wal: null }), 'WAL', undefined],
  ])('estimates %s', (_, wished, tried, label, value) => {
    expect(valueOf(planOf(wished, {}, tried), label)).toBe(value)
  })

  test('has no bytes in the effects of what could not be tried', () => {
    const [first] = planOf({}, {}, untriedIndex()).steps
    expect(first?.effects).toMatchObject([{ bytes: null }])
    expect(first?.undo?.effects).toMatchObject([{ bytes: null }])
  })

  test('does not guess the size of a GIN index', () => {
    const plan = planOf({ method: 'gin' }, served)
    expect(valueOf(plan, 'Size')).toBe('not known, on a table of 800 MB')
    expect(valueOf(plan, 'WAL')).toBeUndefined()
    expect(plan.steps[0]?.effects[0]?.bytes).toBeNull()
    expect(plan.notes).toEqual([
      'The size of a GIN index depends on how many keys each value has: with trigrams or words it may outgrow the table. The room on the disk was therefore not checked: make sure that there is enough.',
    ])
  })
})
