import { describe, expect, test } from 'vitest'
import { foldStatements } from '#cluster/facts/query/fold'
import type { HeavyStatement } from '#cluster/facts/query/statements'

const partition = (name: string, root = 'public.events') => ({
  oid: name,
  name,
  rootOid: root,
  root,
})
const partitions = ['events_01', 'events_02', 'events_1'].map(name => partition(name))

const heavy = (text: string | null, more: Partial<HeavyStatement> = {}): HeavyStatement => ({
  queryid: text ?? '7',
  text,
  calls: 10,
  totalMs: 200,
  meanMs: 20,
  rows: 30,
  blocks: 0,
  share: 0.1,
  ...more,
})

const textsOf = (...texts: readonly string[]) =>
  foldStatements(
    texts.map(text => heavy(text)),
    partitions,
  ).map(({ all }) => all.length)

describe('statements that differ in the partition alone', () => {
  test('are one, with the sums, the mean of all calls, and the worst of them', () => {
    const [only, ...others] = foldStatements(
      [
        heavy('select * from events_01 where id = $1'),
        heavy('select * from events_02 where id = $1', { calls: 30, totalMs: 1_000, share: 0.5 }),
      ],
      partitions,
    )
    expect(others).toEqual([])
    expect(only).toMatchObject({
      root: 'public.events',
      share: 0.6,
      calls: 40,
      meanMs: 30,
      rows: 60,
      worst: { text: 'select * from events_02 where id = $1' },
    })
  })

  test.each([
    [
      'with a schema, an alias or the table before a column',
      'select events_01.id from public.events_01 where events_01.id = $1',
      'select events_02.id from public.events_02 where events_02.id = $1',
    ],
    ['that insert', 'insert into events_01 values ($1)', 'insert into events_02 values ($1)'],
    [
      'with values in PostgreSQL’s place',
      "delete from events_01 where kind = 'a'",
      "delete from events_02 where kind = 'b'",
    ],
  ])('are one %s', (_, one, other) => {
    expect(textsOf(one, other)).toEqual([2])
  })

  test.each([
    [
      'on a name that begins alike',
      'select 1 from events_01 where a = $1',
      'select 1 from events_1 where b = $1',
    ],
    ['on a table that is no partition', 'select 1 from events_01', 'select 1 from events_2025'],
    ['in what they do', 'select 1 from events_01', 'select 2 from events_02 order by 1'],
  ])('stay two %s', (_, one, other) => {
    expect(textsOf(one, other)).toEqual([1, 1])
  })

  test('stay apart where partitions of two tables have the name', () => {
    const shared = [...partitions, partition('events_01', 'other.events')]
    const two = ['events_01', 'events_02'].map(name => heavy(`select 1 from ${name}`))
    expect(foldStatements(two, shared)).toHaveLength(2)
  })

  test('leaves a statement without a text to its id', () => {
    const two = [heavy(null, { queryid: '1' }), heavy(null, { queryid: '2' })]
    expect(foldStatements(two, partitions)).toHaveLength(2)
  })
})
