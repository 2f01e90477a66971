import { describe, expect, test } from 'vitest'
import type { IndexBloat } from '#cluster/facts/index/waste/bloat'
import type { WorstIndexes } from '#cluster/facts/index/waste/worst'
import { refusal } from '#model/refusal'
import { indexReindex } from '#playbooks/index/reindex'
import { type FoundMore, foundIndex, MB, walFacts } from '#test/support/facts/index'
import { planned, sqlSteps, valueOf } from '#test/support/facts/planned'

const worst = (some: number) => ({ worst: some })

const bloated = (
  name: string,
  {
    wasted = 4 * MB,
    by = 'measured',
    ...more
  }: FoundMore & { readonly wasted?: number; readonly by?: IndexBloat['by'] } = {},
) => {
  const index = foundIndex({ ...more, index: { name, oid: name, ...more.index } })
  const { quoted, bytes, oid } = index.index
  return { index, bloat: { oid, quoted, bytes, wastedBytes: wasted, by } }
}

const facts = (more: Partial<WorstIndexes> = {}): WorstIndexes => ({
  found: 'worst',
  database: 'shop',
  bloated: [],
  bytes: new Map(),
  unknown: 0,
  ...more,
})

describe('index.reindex worst=', () => {
  test('plans a step for each of the worst, by name, and claims a table once', () => {
    const plan = planned(
      indexReindex,
      worst(2),
      facts({
        bloated: [bloated('z'), bloated('a', { wasted: 3 * MB, by: 'estimated' }), bloated('m')],
      }),
    )
    expect(plan.headline).toBe('Rebuild 2 indexes that waste 7.0 MB: public.a and public.z')
    expect(sqlSteps(plan).map(({ action, onFailure }) => [action.statement, onFailure])).toEqual([
      ['REINDEX INDEX CONCURRENTLY public.a', 'undo'],
      ['REINDEX INDEX CONCURRENTLY public.z', 'undo'],
    ])
    expect(plan.claims).toEqual([
      { on: 'relation', key: 'shop/16421', label: 'public.users', mode: 'exclusive' },
    ])
    expect(valueOf(plan, 'public.a')).toBe(
      '3.0 MB of 8.0 MB wasted, 38 %; estimated from rows and widths',
    )
    expect(valueOf(plan, 'public.z')).toBe('4.0 MB of 8.0 MB wasted, 50 %; measured by pgstattuple')
    expect(valueOf(plan, 'Free disk')).toBe('40 GB on shop-1')
    expect(valueOf(plan, 'WAL')).toBe('about 16 MB')
    expect(plan.notes).toEqual([
      'If one of them fails, those before it stay rebuilt and those after it are not begun.',
    ])
  })

  test('leaves out what may not be rebuilt, and says so', () => {
    const plan = planned(
      indexReindex,
      worst(2),
      facts({
        bloated: [
          bloated('z', { maySetRole: false }),
          bloated('a', { waitsFor: ['pid 7 (psql, idle)'] }),
        ],
        unknown: 3,
      }),
    )
    expect(plan.headline).toBe('Rebuild 1 index that wastes 4.0 MB: public.a')
    expect(plan.notes).toEqual([
      'The rebuild of public.a waits for pid 7 (psql, idle).',
      'Left out: howdah may not act as app, who owns public.users.',
      'Nothing is known of 3 indexes: Howdah’s login sees no statistics of their columns. The extension pgstattuple measures them.',
    ])
  })

  test('counts the WAL of all of them against the disk', () => {
    const wal = walFacts({
      usualBytes: 0,
      keptBy: 'the archive, which fails',
      disk: { freeBytes: 12 * MB, shared: false },
    })
    const plan = planned(
      indexReindex,
      worst(2),
      facts({ bloated: [bloated('a', { wal }), bloated('b', { wal })] }),
    )
    expect(plan.steps).toHaveLength(1)
    expect(plan.notes.join(' ')).toContain('Left out: The rebuild may need about 16 MB for WAL')
  })

  test.each([
    [
      'where none is known to be bloated',
      worst(3),
      facts(),
      refusal(
        'No index of shop is known to waste 1 MB and 30 % of its size.',
        'Name an `index` to rebuild it all the same.',
        'index list',
      ),
    ],
    [
      'with the reason of the worst, where none may be rebuilt',
      worst(3),
      facts({ bloated: [bloated('a', { maySetRole: false })] }),
      refusal(
        'howdah may not act as app, who owns public.users.',
        'Ask an administrator to run: `GRANT app TO howdah WITH INHERIT FALSE, SET TRUE`.',
      ),
    ],
    [
      'a wish for nothing',
      {},
      facts(),
      refusal(
        'Either one index is rebuilt, or those that waste most.',
        'Name an `index`, or say how many: `worst=3`.',
        'index list',
      ),
    ],
  ])('refuses %s', (_, asked, about, because) => {
    expect(indexReindex.refuse(asked, about)).toMatchObject(because)
  })

  test('afterwards tells what each takes, and what it took', () => {
    const about = facts({ bloated: [bloated('a')], bytes: new Map([['public.a', 4 * MB]]) })
    const { steps } = planned(indexReindex, worst(1), about)
    expect(indexReindex.verify(worst(1), about, steps)).toBeUndefined()
    expect(indexReindex.found?.(worst(1), about, steps)).toBe(
      'public.a takes 4.0 MB; it took 8.0 MB before.',
    )
    expect(indexReindex.found?.(worst(1), facts(), steps)).toBeNull()
  })
})
