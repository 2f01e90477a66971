import { describe, expect, test } from 'vitest'
import {
  hashOfName,
  hashOfOid,
  hashOfRelation,
  schemaOfHash,
} from '#cluster/facts/restore/catalogue-hash'
import { type Event, momentFinder } from '#cluster/facts/restore/find-moment'
import { type MomentRecord, momentListener } from '#cluster/facts/restore/records'

describe('the hash of a name', () => {
  test.each([
    ['orders', 1_108_812_256],
    ['a_longer_name_of_a_table', -1_059_118_124],
    ['naïve_tables', -1_064_959_406],
    ['', -1_477_818_771],
  ])('of “%s” is as PostgreSQL’s hashname gives it', (name, wanted) => {
    expect(hashOfName(name) | 0).toBe(wanted)
  })

  test('of a relation tells the schema', () => {
    for (const oid of [11, 2_200, 16_384, 4_000_000_000])
      expect(schemaOfHash(hashOfRelation('orders', oid), 'orders')).toBe(oid)
  })
})

const [table, decoy, schema] = [16_400, 16_500, 2_200]
const at = '2026-11-30T02:05:10.250000Z'
const entries = (name: string, oid: number, of = schema) => [
  hashOfOid(oid),
  hashOfRelation(name, of),
]

const commit = (more: Partial<Extract<MomentRecord, { kind: 'commit' }>> = {}): MomentRecord => ({
  kind: 'commit',
  lsn: '0/4000300',
  at,
  xid: 745,
  subxids: [],
  database: 5,
  dropped: [table],
  hashes: entries('orders', table),
  ...more,
})
const locks = (lsn: string, xid = 745, relation = table): MomentRecord => ({
  kind: 'locks',
  lsn,
  locks: [{ xid, relation }],
})

const drop: Event = {
  kind: 'drop',
  database: 5,
  tables: ['Orders', 'orders'],
  schema: null,
  schemas: [{ oid: schema, name: 'public' }],
}

const found = (event: Event, records: readonly MomentRecord[]) => {
  const finder = momentFinder(event)
  for (const record of records) if (finder.hear(record)) break
  return finder.found()
}

describe('a dropped table', () => {
  test('is found with the first lock on it, told again or not', () => {
    expect(
      found(drop, [
        locks('0/4000080', 745, decoy),
        locks('0/4000100'),
        locks('0/4000200'),
        commit(),
      ]),
    ).toEqual({
      lsn: '0/4000100',
      at,
      xid: 745,
      table: { schema: 'public', table: 'orders', schemaOid: schema },
    })
  })

  test('is found where a part of the transaction took the lock', () => {
    expect(found(drop, [locks('0/4000100', 746), commit({ subxids: [746] })])?.lsn).toBe(
      '0/4000100',
    )
  })

  test('is found as it was dropped last', () => {
    const again = commit({ lsn: '0/5000000', xid: 800 })
    expect(found(drop, [locks('0/4000100'), commit(), again])?.xid).toBe(800)
  })

  test('is found where its schema went in the same transaction', () => {
    const gone = 16_390
    const hashes = [...entries('orders', table, gone), hashOfOid(gone), hashOfName('old')]
    const event = { ...drop, schema: 'old' }
    expect(found(event, [locks('0/4000100'), commit({ hashes })])?.table).toEqual({
      schema: 'old',
      table: 'orders',
      schemaOid: null,
    })
  })

  test.each([
    ['in another database', { database: 6 }],
    ['of another schema', { hashes: entries('orders', table, 2_201) }],
    ['when it was altered alone', { dropped: [] }],
    [
      'when another was dropped and it was made',
      { dropped: [decoy], hashes: [...entries('decoy', decoy), ...entries('orders', table)] },
    ],
  ])('is not found %s', (_, more) => {
    expect(found(drop, [locks('0/4000100'), commit(more)])).toBeNull()
  })
})

test('a transaction is found by its number or that of a part, a restore point by its name', () => {
  const point = { kind: 'name', lsn: '0/4000400', at, name: 'before' } as const
  const all = [commit({ xid: 700, subxids: [701] }), commit(), point]
  expect(found({ kind: 'xid', xid: 701 }, all)?.xid).toBe(700)
  expect(found({ kind: 'xid', xid: 745 }, all)?.lsn).toBe('0/4000300')
  expect(found({ kind: 'name', name: 'before' }, all)).toMatchObject({
    lsn: '0/4000400',
    xid: null,
  })
  expect(found({ kind: 'name', name: 'other' }, all)).toBeNull()
  expect(found({ kind: 'commit' }, all)?.xid).toBe(700)
})

test.each([
  ['a commit', 1, 0x80],
  ['locks', 8, 0],
  ['a restore point', 0, 0x70],
])('%s that is cut off is passed over', (_, manager, info) => {
  const heard: MomentRecord[] = []
  const listener = momentListener(18, record => heard.push(record))
  expect(listener.wants(manager, info)).toBe('body')
  for (const bytes of [0, 4, 7, 12, 16, 24]) {
    const data = Buffer.alloc(bytes, 0xff)
    const body = Buffer.concat([Buffer.from([0xff, bytes]), data])
    listener.hear({ at: 8, xid: 7, manager, info, bytes: body.length, body })
  }
  expect(heard.filter(({ kind }) => kind !== 'name')).toEqual([])
})
