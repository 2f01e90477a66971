import { describe, expect, test } from 'vitest'
import { type Index, type IndexUse, mostIndexes } from '#cluster/facts/index/indexes'
import { indexList, listOf } from '#commands/index/list'
import { refusal } from '#model/refusal'
import { answer } from '#model/reply'
import type { View } from '#model/view'
import { aboutShop, awayNode, viewOf } from '#test/support/commands/cluster'
import { askedAgain, say } from '#test/support/commands/say'
import { useOn, usersIndex } from '#test/support/users-index'

type Facts = Parameters<typeof listOf>[1]

const used = new Map<string, readonly IndexUse[]>([
  [
    '100',
    [useOn('shop-1', { scans: 1_200, lastScan: '2026-11-22T12:00:00.000Z' }), useOn('shop-2')],
  ],
])

const reads = (
  indexes: readonly Index[],
  more: Partial<Facts> = {},
  unreachable: View['unreachable'] = [],
) =>
  listOf(
    { cluster: aboutShop(), database: 'app', unreachable },
    {
      indexes,
      total: indexes.length,
      locked: [],
      use: used,
      built: new Map(),
      tables: null,
      partitions: [],
      unusedOnly: false,
      now: new Date('2026-11-23T12:00:00.000Z'),
      ...more,
    },
  )

const index = usersIndex('a_idx')
const broken = usersIndex('b_idx', { oid: '200', signature: 'id', valid: false, bytes: 2_097_152 })
const idle = usersIndex('c_idx', { oid: '300', signature: 'name', bytes: 16_384 })
const idleUse = new Map([
  ...used,
  ['300', [useOn('shop-1', { since: '2026-01-02T00:00:00.000Z' })]],
])

describe('index list', () => {
  test('shows size and use on every node, with the statements as a file', () => {
    expect(reads([index])).toEqual(
      answer('1 index, 8.0 kB; nothing to review.', {
        lines: [],
        table: {
          columns: ['Index', 'Remark', 'Size', 'Table', 'Scans by node'],
          rows: [
            ['a_idx', '', '8.0 kB', 'public.users', 'shop-1 1,200, shop-2 0; last 2026-11-22'],
          ],
        },
        file: {
          name: 'indexes-shop.sql',
          text: 'CREATE INDEX a_idx ON public.users USING btree (email);\n',
        },
      }),
    )
  })

  test('puts first what is broken, then what is the same, then what is unused', () => {
    const twin = usersIndex('d_idx', { oid: '400' })
    const read = reads([index, idle, twin, broken], { use: idleUse })
    expect(read.title).toBe('4 indexes, 2.0 MB; 3 to review.')
    expect(read.table?.rows.map(([name, remark]) => [name, remark])).toEqual([
      ['b_idx', 'invalid'],
      ['d_idx', 'same as a_idx'],
      ['c_idx', 'unused since 2026-01-02'],
      ['a_idx', ''],
    ])
  })

  test('puts an index of a partitioned table first, too, while partitions lack their parts', () => {
    const whole = usersIndex('e_idx', {
      oid: '600',
      signature: 'id',
      valid: false,
      partitioned: true,
      bytes: 0,
      lackedBy: ['public.users_2026'],
    })
    const read = reads([index, whole])
    expect(read.table?.rows[0]?.[1]).toBe('invalid: no valid part on public.users_2026')
  })

  test('lists alone what no node ever used, when that is wanted', () => {
    const read = reads([index, idle], { use: idleUse, unusedOnly: true })
    expect(read.table?.rows.map(([name]) => name)).toEqual(['c_idx'])
  })

  test('counts the use of an index that Howdah built from that moment', () => {
    const built = (at: string) =>
      reads([index, idle], { use: idleUse, built: new Map([[idle.quoted, at]]) }).table?.rows[0]
    expect(built('2026-10-01T08:00:00.000Z')?.[1]).toBe('unused since 2026-10-01')
    expect(built('2025-10-01T08:00:00.000Z')?.[1]).toBe('unused since 2026-01-02')
    expect(built('2026-11-23T11:59:00.000Z')?.[1]).toBe('')
  })

  test.each<[string, readonly IndexUse[], string]>([
    [
      'began today',
      [useOn('shop-1', { since: '2026-11-23T02:07:39.000Z' })],
      'Scans are counted since 2026-11-23 02:07 UTC on shop-1: nothing is called unused before 30 days.',
    ],
    [
      'began at a time that nobody knows on one of two nodes',
      [useOn('shop-1', { since: '2026-11-01T02:07:39.000Z' }), useOn('shop-2')],
      'Scans are counted since 2026-11-01 02:07 UTC on shop-1, since a time that is not known on shop-2: nothing is called unused before 30 days.',
    ],
  ])('calls nothing unused when counting %s, and says so', (_, use, line) => {
    const read = reads([idle], { use: new Map([['300', use]]) })
    expect(read.table?.rows[0]?.[1]).toBe('')
    expect(read.lines).toEqual([line])
    expect(reads([idle], { use: new Map([['300', use]]), unusedOnly: true })).toEqual(
      answer('No index of app is known to be unused.', { lines: [line] }),
    )
  })

  test.each<[string, Partial<Facts>, string]>([
    ['the whole database', {}, '2 indexes, 16 kB'],
    ['one table', { tables: ['public.users'] }, '2 indexes, 32 kB'],
  ])('counts the parts of a partitioned index once in %s', (_, more, title) => {
    const whole = usersIndex('whole_idx', {
      oid: '500',
      signature: 'id',
      partitioned: true,
      bytes: 16_384,
    })
    const part = { ...idle, partition: true }
    expect(reads([whole, part], more).title).toContain(title)
  })

  test('gives the same index on 14 partitions once, and each of them in the files', () => {
    const months = Array.from({ length: 14 }, (_, place) => String(place + 1))
    const each = months.map(month =>
      usersIndex(`events_${month}_pkey`, {
        oid: month,
        tableOid: `p${month}`,
        quotedTable: `public.events_${month}`,
        unique: true,
        valid: month !== '5',
      }),
    )
    const partitions = months.map(month => ({
      oid: `p${month}`,
      name: `events_${month}`,
      rootOid: '9',
      root: 'public.events',
    }))
    const { title, table, file } = reads([index, ...each], { partitions })
    expect(title).toBe('15 indexes, 120 kB; 1 to review.')
    expect(table?.rows).toEqual([
      [
        'events_5_pkey and 13 more',
        '1 of 14, worst events_5_pkey: invalid',
        '112 kB, largest 8.0 kB',
        'public.events, 14 partitions',
        '',
      ],
      ['a_idx', '', '8.0 kB', 'public.users', 'shop-1 1,200, shop-2 0; last 2026-11-22'],
    ])
    expect(table?.whole).toHaveLength(15)
    expect(table?.whole?.[0]).toEqual(['events_5_pkey', 'invalid', '8.0 kB', 'public.events_5', ''])
    expect(file?.text.trim().split('\n')).toHaveLength(15)
    expect(reads([index], { partitions }).table).not.toHaveProperty('whole')
  })

  test.each<[string, Partial<Facts>, View['unreachable'], string, readonly string[]]>([
    ['a database without any', {}, [], 'app has no index.', []],
    [
      'tables without any',
      { tables: ['public.users', 'crm.users'] },
      [],
      'public.users, crm.users has no index.',
      [],
    ],
    ['no unused one', { unusedOnly: true }, [], 'No index of app is known to be unused.', []],
    [
      'tables that are locked',
      { locked: ['public.orders'] },
      [],
      'app has no index.',
      [
        'Not listed are the indexes of public.orders, exclusively locked right now. Ask again later.',
      ],
    ],
    [
      'a node that does not answer',
      {},
      [awayNode('shop-2')],
      'app has no index.',
      ['Use on shop-2 is not known. shop-2 does not answer in time.'],
    ],
  ])('says so of %s', (_, more, unreachable, title, lines) => {
    expect(reads([], more, unreachable)).toEqual(answer(title, { lines }))
  })

  test('says when there are more than are listed', () => {
    const many = Array.from({ length: mostIndexes }, (_, at) =>
      usersIndex(`i_${at}`, { oid: String(at), tableOid: String(at) }),
    )
    const cut = reads(many, { total: 50_164 })
    expect(cut.title).toMatch(/^5,000 of 50,164 indexes, /)
    expect(cut.lines).toEqual([
      'Invalid ones come first, then the largest: name a `table=` for others.',
    ])
    expect(reads(many).lines).toEqual([])
    expect(reads(many, { tables: ['public.users'] }).lines).toEqual([])
  })

  test.each([
    ['user', refusal('There is no table user.', 'Did you mean `users`?')],
    [
      'weather',
      refusal('There is no table weather.', 'Check its schema and spelling, and `database=`.'),
    ],
  ])('refuses a table %s that there is not', async (table, refused) => {
    // The table in question is a value of the read; all names are read without a value.
    const view = viewOf(values => (values.length > 0 ? [] : [{ name: 'users' }]))
    expect(await say(indexList, `index list ${table}`, { view })).toEqual(refused)
  })

  test.each([['index list unused=perhaps', ['unused']]])(
    '%s is asked again for %j',
    (text, keys) => {
      expect(askedAgain(indexList, text)).toEqual(keys)
    },
  )
})
