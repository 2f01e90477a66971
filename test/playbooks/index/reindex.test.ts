import { describe, expect, test } from 'vitest'
import type { Step } from '#model/plan'
import { indexReindex } from '#playbooks/index/reindex'
import { type FoundMore, foundIndex, GB, walFacts } from '#test/support/facts/index'
import { askedBy, planned, valueOf } from '#test/support/facts/planned'

const asked = { index: 'users_email_idx' }
const planOf = (more: FoundMore = {}) => planned(indexReindex, asked, foundIndex(more))
const copy = (quoted: string, inProgress: string | null = null) => ({
  oid: '1',
  quoted,
  inProgress,
})
const slot = 'the replication slot s, which nobody reads'

const step = (bytes: number | null): Step => {
  const [first] = planOf().steps
  const [effect] = first?.effects ?? []
  if (!first || !effect) throw new Error('a plan without a step')
  return { ...first, effects: [{ ...effect, bytes }] }
}

describe('index.reindex', () => {
  test('says what it is, and asks for one index or for the worst', () => {
    expect(indexReindex).toMatchObject({
      name: 'index.reindex',
      version: 1,
      summary: 'Rebuild an index while reads and writes continue',
      example: 'users_lower_idx',
      first: 'index',
      risk: 'change',
    })
    expect(askedBy(indexReindex)).toEqual([
      ['index', 'Which index, e.g. users_email_idx', 'index', 'name'],
      ['worst', 'In place of one index: how many of those that waste most', null, 'text'],
    ])
  })

  test('plans exactly this', () => {
    expect(planOf()).toEqual({
      headline: 'Rebuild index public.users_email_idx (8.0 MB)',
      steps: [
        {
          title: 'Rebuild public.users_email_idx',
          action: {
            kind: 'sql',
            duty: 'ddl',
            node: 'shop-1',
            database: 'shop',
            role: 'app',
            statement: 'REINDEX INDEX CONCURRENTLY public.users_email_idx',
            values: [],
            state: {
              text: expect.stringContaining('c.oid <> $3::oid'),
              values: [
                'public',
                'users_email_idx',
                '16500',
                'users_email_idx_ccnew',
                'users_email_idx_ccold',
              ],
            },
            repair: 'DROP INDEX CONCURRENTLY public.users_email_idx_ccnew',
            tidy: 'DROP INDEX CONCURRENTLY public.users_email_idx_ccold',
            again: false,
            locking: 'concurrent',
            deadlineSeconds: 43_200,
          },
          effects: [
            {
              change: 'rebuild',
              kind: 'index',
              object: 'public.users_email_idx',
              bytes: 8_388_608,
              lock: {
                table: 'public.users',
                mode: 'SHARE UPDATE EXCLUSIVE',
                blocks: 'schema changes',
              },
            },
          ],
          onFailure: 'undo',
          undo: null,
        },
      ],
      claims: [{ on: 'relation', key: 'shop/16421', label: 'public.users', mode: 'exclusive' }],
      estimates: [
        {
          label: 'Locks',
          value:
            'reads and writes on public.users continue; schema changes, VACUUM and ANALYZE wait; the statement as a whole times out after 12 h',
        },
        { label: 'Size now', value: '8.0 MB' },
        { label: 'Free disk', value: '40 GB on shop-1' },
        { label: 'WAL', value: 'about 8.0 MB' },
        { label: 'Undo', value: 'none needed: the index stays the same' },
      ],
      notes: [],
    })
  })

  test('keeps the ending of a copy inside its quotes', () => {
    const [rebuild] = planOf({ index: { name: 'Odd Name', quoted: 'public."Odd Name"' } }).steps
    expect(rebuild?.action).toMatchObject({
      state: { values: ['public', 'Odd Name', '16500', 'Odd Name_ccnew', 'Odd Name_ccold'] },
      repair: 'DROP INDEX CONCURRENTLY public."Odd Name_ccnew"',
      tidy: 'DROP INDEX CONCURRENTLY public."Odd Name_ccold"',
    })
  })

  test('tells a copy whose name is cut by its table, and claims that name', () => {
    const plan = planOf({
      index: { name: 'longer', quoted: 'public.longer' },
      copyNames: {
        fresh: { name: 'long_ccnew', quoted: 'public.long_ccnew' },
        old: { name: 'long_ccold', quoted: 'public.long_ccold' },
        stems: ['long', 'lon', 'lo', 'l'],
      },
    })
    expect(plan.steps[0]?.action).toMatchObject({
      state: {
        text: expect.stringContaining('c.relname = $4 and i.indrelid = $6::oid'),
        values: ['public', 'longer', '16500', 'long_ccnew', 'long_ccold', '16421'],
      },
      repair: 'DROP INDEX CONCURRENTLY public.long_ccnew',
      tidy: 'DROP INDEX CONCURRENTLY public.long_ccold',
    })
    expect(plan.claims).toEqual([
      { on: 'relation', key: 'shop/16421', label: 'public.users', mode: 'exclusive' },
      {
        on: 'relation',
        key: 'shop/public.long_ccnew',
        label: 'the name public.long_ccnew',
        mode: 'exclusive',
      },
    ])
  })

  test('says that an index is invalid', () => {
    expect(planOf({ index: { valid: false } }).headline).toBe(
      'Rebuild index public.users_email_idx (8.0 MB, invalid)',
    )
  })

  test.each<[string, FoundMore, string, string | undefined]>([
    ['a disk that cannot be seen', { freeBytes: null }, 'Free disk', 'not visible from here'],
    [
      'the disk of its tablespace',
      { index: { tablespace: 'fast' }, freeBytes: 2 * GB },
      'Free disk',
      '2.0 GB on shop-1 (tablespace fast)',
    ],
    ['more WAL for a hash index', { index: { method: 'hash' } }, 'WAL', 'about 14 MB'],
    [
      'WAL that replicas have to receive',
      { wal: walFacts({ replicas: true }) },
      'WAL',
      'about 8.0 MB, which replicas have to receive',
    ],
    ['no WAL where none is written', { wal: null }, 'WAL', undefined],
  ])('estimates %s', (_, more, label, value) => {
    expect(valueOf(planOf(more), label)).toBe(value)
  })

  test('notes what keeps its WAL, whom it waits for, and what its end does on replicas', () => {
    expect(
      planOf({
        waitsFor: ['pid 7 (psql, idle) to end its transaction'],
        wal: walFacts({ keptBy: slot, replicas: true }),
      }).notes,
    ).toEqual([
      'All WAL of it stays on disk because of the replication slot s, which nobody reads. A full pg_wal stops the server.',
      'The rebuild waits for pid 7 (psql, idle) to end its transaction.',
      'When it ends, queries on public.users that run on replicas may be cancelled, or hold replay up for as long as max_standby_streaming_delay.',
    ])
  })

  test.each<[string, FoundMore, string | undefined]>([
    ['is well when nothing is wrong', {}, undefined],
    ['tells of an index that is invalid', { index: { valid: false } }, 'The index is invalid.'],
    [
      'tells of a copy that is left',
      { copies: [copy('public.a_ccnew')] },
      'public.a_ccnew is left behind.',
    ],
    [
      'tells of copies that are left',
      { copies: [copy('public.a_ccnew'), copy('public.a_ccold')] },
      'public.a_ccnew, public.a_ccold are left behind.',
    ],
    [
      'is well beside a copy that somebody else builds',
      { copies: [copy('public.a_ccnew', 'built by pid 7')] },
      undefined,
    ],
  ])('afterwards %s', (_, more, problem) => {
    expect(indexReindex.verify(asked, foundIndex(more))).toBe(problem)
  })

  test('afterwards tells of an index that is gone', () => {
    const gone = { found: 'nothing', known: [] } as const
    expect(indexReindex.verify(asked, gone)).toBe('The index is gone.')
    expect(indexReindex.found?.(asked, gone, [step(GB)])).toBeNull()
  })

  test('tells what the index takes now, and what it took before', () => {
    const found = (more: FoundMore, bytes: number | null) =>
      indexReindex.found?.(asked, foundIndex(more), [step(bytes)])
    expect(found({}, 2 * GB)).toBe(
      'public.users_email_idx is valid and takes 8.0 MB; it took 2.0 GB before.',
    )
    expect(found({}, null)).toBe('public.users_email_idx is valid and takes 8.0 MB.')
    expect(found({ index: { valid: false } }, 2 * GB)).toBeNull()
  })

  test('measures nothing afterwards', () => {
    expect(indexReindex.measure).toBeUndefined()
  })
})
