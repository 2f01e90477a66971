import { describe, expect, test } from 'vitest'
import type { Index, IndexUse } from '#cluster/facts/index/indexes'
import { indexRemark, lastUsed, sameAs, type UseSeen } from '#cluster/facts/index/remark'
import { usersIndex as index, useOn as use } from '#test/support/users-index'

const seen = (more: Partial<UseSeen> = {}): UseSeen => ({
  use: [use('shop-1', { scans: 7 })],
  blind: false,
  now: new Date('2026-11-30T12:00:00Z'),
  ...more,
})

const remarks = (...all: readonly Index[]) => all.map(one => indexRemark(one, all, seen()))
const used = (...of: readonly IndexUse[]) => indexRemark(index('a_idx'), [], seen({ use: of }))
const scanned = (node: string, lastScan: string) => use(node, { scans: 3, lastScan })

describe('the remark about an index', () => {
  test('names one of two twins as needless, never both', () => {
    const older = index('a_idx')
    const newer = index('b_idx', { oid: '200' })
    expect(remarks(older, newer)).toEqual(['', 'same as a_idx'])
    expect(remarks(newer, older)).toEqual(['same as a_idx', ''])
    expect(remarks(older, newer, index('c_idx', { oid: '300' }))).toEqual([
      '',
      'same as a_idx',
      'same as a_idx',
    ])
  })

  test('compares object ids as numbers', () => {
    expect(remarks(index('a_idx', { oid: '99999' }), index('b_idx', { oid: '100000' }))).toEqual([
      '',
      'same as a_idx',
    ])
  })

  test('never calls a unique index needless beside a plain one, but the plain one', () => {
    const plain = index('plain_idx')
    const unique = index('unique_idx', { oid: '200', unique: true })
    expect(remarks(plain, unique)).toEqual(['covered by unique_idx, which is unique', ''])
  })

  test('keeps the one that a constraint or a replica identity stands on', () => {
    const older = index('a_idx', { unique: true })
    const leaned = index('b_key', { oid: '200', unique: true, constraint: 'b_key' })
    expect(remarks(older, leaned)).toEqual(['same as b_key', ''])
    expect(remarks(index('a_idx'), index('b_idx', { oid: '200', replicaIdentity: true }))).toEqual([
      'same as b_idx',
      '',
    ])
  })

  test('does not call an index needless for an invalid twin', () => {
    const broken = index('a_idx', { valid: false })
    expect(remarks(broken, index('b_idx', { oid: '200' }))).toEqual(['invalid', ''])
  })

  test('names the partitions on which an invalid one lacks a valid part', () => {
    const lackedBy = ['public.a', 'public.b', 'public.c', 'public.d']
    const whole = index('whole_idx', { valid: false, partitioned: true, lackedBy })
    expect(remarks(whole)).toEqual([
      'invalid: no valid part on public.a, public.b, public.c and 1 more',
    ])
  })

  test('tells a build that goes on from one that failed', () => {
    expect(remarks(index('a_idx', { valid: false, inProgress: 'built by pid 4711' }))).toEqual([
      'being built by pid 4711',
    ])
  })

  test.each([
    ['what it holds', { signature: 'lower(email)' }],
    ['its table', { tableOid: '2' }],
  ])('does not call two the same that differ in %s', (_, more) => {
    expect(remarks(index('a_idx'), index('b_idx', { oid: '200', ...more }))).toEqual(['', ''])
  })

  test('calls two unique ones the same only when they keep the same out', () => {
    const strict = index('b_idx', { oid: '200', unique: true })
    const nulls = index('a_idx', { unique: true, nullsNotDistinct: true })
    expect(remarks(nulls, strict)).toEqual(['', ''])
    const late = index('a_key', { unique: true, deferrable: true, constraint: 'a_key' })
    expect(remarks(late, strict)).toEqual(['', ''])
    expect(remarks(late, index('b_idx', { oid: '200' }))).toEqual([
      '',
      'covered by a_key, which is unique',
    ])
  })

  test.each([
    { constraint: 'b_key' },
    { foreignKeys: ['fk on orders'] },
    { replicaIdentity: true },
    { clustered: true },
    { partition: true },
  ])('never calls one needless when both have %j', leaned => {
    expect(remarks(index('a_idx', leaned), index('b_idx', { oid: '200', ...leaned }))).toEqual([
      '',
      '',
    ])
  })

  test('says unused since the latest reset of all nodes', () => {
    const [old, late] = ['2026-01-02T00:00:00.000Z', '2026-10-20T08:00:00.000Z']
    expect(used(use('shop-1', { since: old }), use('shop-2', { since: late }))).toBe(
      'unused since 2026-10-20',
    )
    expect(used(use('shop-1', { since: old }), use('shop-2', { scans: 1 }))).toBe('')
  })

  test.each<[string, readonly IndexUse[]]>([
    ['that began today, after a crash', [use('shop-1', { since: '2026-11-30T02:07:39.000Z' })]],
    [
      'that began 30 days ago less a second',
      [use('shop-1', { since: '2026-10-31T12:00:01.000Z' })],
    ],
    [
      'of a replica that was made yesterday',
      [
        use('shop-1', { since: '2026-01-02T00:00:00.000Z' }),
        use('shop-2', { since: '2026-11-29T00:00:00.000Z' }),
      ],
    ],
    ['whose beginning is not known', [use('shop-1')]],
  ])('calls nothing unused by counters %s', (_, of) => {
    expect(used(...of)).toBe('')
  })

  test('says when it was last used on any node, if that is long ago', () => {
    const old = [
      scanned('shop-1', '2025-11-03T08:00:00.000Z'),
      scanned('shop-2', '2025-06-01T08:00:00.000Z'),
    ]
    expect(lastUsed(old)).toBe('2025-11-03')
    expect(used(...old)).toBe('last used 2025-11-03')
    expect(used(...old, scanned('shop-3', '2026-09-01T08:00:00.000Z'))).toBe('')
    expect(used(...old, use('shop-3', { since: '2026-11-01T00:00:00.000Z' }))).toBe('')
    expect(used(...old, use('shop-3', { since: '2025-01-01T00:00:00.000Z' }))).toBe(
      'last used 2025-11-03',
    )
    expect(lastUsed([use('shop-1', { scans: 7 })])).toBeNull()
  })

  test('speaks only of the nodes that answer', () => {
    const blind = (...of: readonly IndexUse[]) =>
      indexRemark(index('a_idx'), [], seen({ use: of, blind: true }))
    expect(blind(use('shop-1', { since: '2026-10-31T12:00:00.000Z' }))).toBe(
      'unused since 2026-10-31 on the nodes that answer',
    )
    expect(blind(scanned('shop-1', '2025-11-03T08:00:00.000Z'))).toBe(
      'last used 2025-11-03 on the nodes that answer',
    )
    expect(blind(scanned('shop-1', '2026-11-03T08:00:00.000Z'))).toBe('')
  })

  test.each([{ unique: true }, { exclusion: true }, { partition: true }])(
    'does not call one unused with %j',
    more => {
      const one = index('a_idx', more)
      expect(
        indexRemark(
          one,
          [one],
          seen({ use: [use('shop-1', { since: '2026-01-02T00:00:00.000Z' })] }),
        ),
      ).toBe('')
    },
  )

  test('finds what serves the same queries, also beside an index that is unique or leaned on', () => {
    const [one, twin] = [index('a_idx'), index('b_idx', { oid: '200', unique: true })]
    const own = index('c_key', { oid: '300', unique: true, constraint: 'c_key' })
    expect(sameAs(one, [one, twin])).toBe(twin)
    expect(sameAs(own, [one, own])).toBe(one)
    for (const other of [{ valid: false }, { signature: 'x' }, { tableOid: '7' }])
      expect(sameAs(one, [one, index('b_idx', { oid: '200', ...other })])).toBeNull()
  })
})
