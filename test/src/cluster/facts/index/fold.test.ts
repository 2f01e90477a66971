import { describe, expect, test } from 'vitest'
import { foldPartitions, type ListedIndex } from '#cluster/facts/index/fold'
import type { Index } from '#cluster/facts/index/indexes'
import { useOn, usersIndex } from '#test/support/users-index'

const months = ['01', '02', '03', '04']

const partitions = months.map((month, place) => ({
  oid: String(10 + place),
  name: `events_${month}`,
  rootOid: '9',
  root: 'public.events',
}))

const listed = (name: string, more: Partial<Index> = {}, remark = ''): ListedIndex => ({
  index: usersIndex(name, more),
  use: [
    useOn('shop-1', { scans: 5, lastScan: '2026-11-20T00:00:00.000Z' }),
    useOn('shop-2', { scans: 1 }),
  ],
  remark,
})

const parts = (remarks: readonly string[] = [], more: Partial<Index> = {}) =>
  months.map((month, place) =>
    listed(
      `events_${month}_kind_idx`,
      {
        oid: String(100 + place),
        tableOid: String(10 + place),
        quotedTable: `public.events_${month}`,
        bytes: 8_192 * (place + 1),
        ...more,
      },
      remarks[place],
    ),
  )

const whole = listed('events_kind_idx', {
  oid: '99',
  tableOid: '9',
  quotedTable: 'public.events',
  bytes: 81_920,
  partitioned: true,
})

const rowsOf = (all: readonly ListedIndex[]) =>
  foldPartitions(all, partitions).map(({ name, table, size, remark }) => [
    name,
    table,
    size,
    remark,
  ])

describe('indexes of partitions', () => {
  test('are one row under their parent, with number, sum and the largest', () => {
    expect(rowsOf([whole, ...parts()])).toEqual([
      ['events_kind_idx', 'public.events, 4 partitions', '80 kB, largest 32 kB', ''],
    ])
  })

  test('have the sum of their scans on each node where no parent has one', () => {
    const [row] = foldPartitions(parts(), partitions)
    expect(row?.name).toBe('events_04_kind_idx and 3 more')
    expect(row?.use.map(({ node, scans, lastScan }) => [node, scans, lastScan])).toEqual([
      ['shop-1', 20, '2026-11-20T00:00:00.000Z'],
      ['shop-2', 4, null],
    ])
  })

  test.each([
    [['', 'invalid', '', ''], '1 of 4, worst events_02_kind_idx: invalid'],
    [['unused since 2026-01-02', '', 'invalid', ''], '2 of 4, worst events_03_kind_idx: invalid'],
    [Array(4).fill('unused since 2026-01-02'), 'all 4 unused since 2026-01-02'],
    [
      ['being built by pid 7', '', '', ''],
      '1 of 4, worst events_01_kind_idx: being built by pid 7',
    ],
  ])('with the remarks %j name the worst', (remarks, remark) => {
    expect(rowsOf([whole, ...parts(remarks)])[0]?.[3]).toBe(remark)
  })

  test('keep what is said of the parent itself', () => {
    const broken = { ...whole, remark: 'invalid' }
    expect(rowsOf([broken, ...parts(['invalid'])])[0]?.[3]).toBe(
      'invalid; 1 of 4, worst events_01_kind_idx: invalid',
    )
  })

  test('are told apart when they serve something else, keep something out, or are twins', () => {
    const others = parts([], { signature: 'id' })
    const unique = parts([], { unique: true })
    const twins = parts(Array(4).fill('same as another'))
    expect(foldPartitions([...parts(), ...others, ...unique, ...twins], partitions)).toHaveLength(4)
  })

  test('stay as they are where there is one alone, or no partition', () => {
    expect(rowsOf([whole, ...parts().slice(0, 1)]).map(([name]) => name)).toEqual([
      'events_kind_idx',
      'events_01_kind_idx',
    ])
    expect(foldPartitions([...parts(), whole], [])).toHaveLength(5)
  })
})
