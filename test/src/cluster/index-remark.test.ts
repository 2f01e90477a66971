import { describe, expect, test } from 'vitest'
import { indexRemark } from '#cluster/index-remark'
import type { Index, IndexUse } from '#cluster/indexes'

const index = (name: string, more: Partial<Index> = {}): Index => ({
  oid: '100',
  schema: 'public',
  name,
  quoted: `public.${name}`,
  table: 'users',
  quotedTable: 'public.users',
  tableOid: '1',
  owner: 'app',
  method: 'btree',
  definition: `CREATE INDEX ${name} ON public.users USING btree (email)`,
  body: 'email',
  bytes: 8192,
  valid: true,
  unique: false,
  nullsNotDistinct: false,
  deferrable: false,
  primary: false,
  replicaIdentity: false,
  constraint: null,
  foreignKeys: [],
  partition: false,
  clustered: false,
  partitioned: false,
  exclusion: false,
  tablespace: null,
  again: '',
  besides: [],
  ...more,
})

const use = (node: string, since: string | null, scans = 0): IndexUse => ({
  node,
  scans,
  lastScan: null,
  since,
})

const used = [use('shop-1', null, 7)]

const remarks = (...all: readonly Index[]) => all.map(one => indexRemark(one, all, used))

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

  test('says unused since the latest reset of all nodes', () => {
    const one = index('a_idx')
    const use3 = [
      use('shop-1', '2026-01-02T00:00:00.000Z'),
      use('shop-2', '2026-11-20T08:00:00.000Z'),
      use('shop-3', null),
    ]
    expect(indexRemark(one, [one], use3)).toBe('unused since 2026-11-20')
    expect(indexRemark(one, [one], [use('shop-1', null)])).toBe('unused since statistics began')
    expect(indexRemark(one, [one], [use('shop-1', null), use('shop-2', null, 1)])).toBe('')
  })
})
