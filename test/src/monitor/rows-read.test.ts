import { describe, expect, test } from 'vitest'
import { rootNamed, rowsReadBy, scansOf } from '#monitor/rows-read'

const scanned = (table: string, rows: number, schema = 'public') => ({
  schema,
  table,
  scans: rows / 1_000,
  rows,
  live: 1_000,
})
const scans = {
  1: scanned('visits', 0),
  2: scanned('visits_01', 5_000),
  3: scanned('visits_02', 7_000),
  4: scanned('users', 9_000),
  5: scanned('users', 9_000, 'tenant'),
  6: scanned('Odd', 0),
}
const below = (oid: string, rootOid: string, root: string) => ({ oid, name: oid, rootOid, root })
const partitions = [
  below('2', '1', 'public.visits'),
  below('3', '1', 'public.visits'),
  below('7', '6', 'public."Odd"'),
]

describe('the rows that a statement reads', () => {
  test.each([
    ['a partitioned table', { schema: null, table: 'visits' }, 12_000],
    ['a partition', { schema: null, table: 'visits_02' }, 7_000],
    ['a table with its schema', { schema: 'tenant', table: 'users' }, 9_000],
    ['a table of several schemas', { schema: null, table: 'users' }, undefined],
    ['no table that was scanned', { schema: null, table: 'orders' }, undefined],
  ])('are those of the scans of %s', (_, named, rows) =>
    expect(scansOf(named, scans, partitions)?.rows).toBe(rows),
  )

  test.each([
    ['by one process', 10, 10, 1_000],
    ['by three processes', 10, 30, 3_000],
    ['of other statements too', 10, 100, 3_000],
    ['by nobody', 10, 0, 0],
  ])('are counted for a call when read %s', (_, calls, count, each) =>
    expect(
      rowsReadBy(calls, { ...scanned('users', 0), scans: count, rows: count * 1_000, live: 3_000 }),
    ).toBe(each),
  )

  test('of partitions are named after the table at the top, where a command can hold the name', () => {
    expect(rootNamed('public.visits', scans, partitions)).toEqual({
      schema: 'public',
      table: 'visits',
    })
    expect(rootNamed('public."Odd"', scans, partitions)).toBeUndefined()
    expect(rootNamed('public.gone', scans, partitions)).toBeUndefined()
  })
})
