/**
 * Counters of a real server: comparisons, and the effect of a reset, an eviction or a crash on a
 * comparison.
 */
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { slowestStatements } from '#cluster/facts/query/slowest'
import { openTraffic, presentTraffic } from '#monitor/traffic'
import { startHowdah } from '#test/support/howdah'
import { testServer } from '#test/support/postgres'
import { profile } from '#test/support/profile'
import { openShop } from '#test/support/shop'

const managed = await testServer({
  log_statement: 'all',
  ...profile.settings,
  'pg_stat_statements.max': 100,
})
const howdah = await startHowdah({
  managed,
  tables: ['create table users (id int, email text)'],
})
const { database } = howdah
const { cluster } = openShop(howdah)
const traffic = presentTraffic(new Map([['shop', cluster]]))

const statement = 'select count(*) from users'

const search = async (times: number): Promise<void> => {
  const client = await managed.connect(database)
  for (let call = 0; call < times; call += 1) await client.query(statement)
  await client.end()
}

const queryid = async (): Promise<string> => {
  const [row] = await managed.query<{ id: string }>(
    database,
    'select queryid::text as id from pg_stat_statements where query = $1',
    [statement],
  )
  return row?.id ?? ''
}

/** The message about the time in which `happens` happened. */
const told = async (happens: () => Promise<unknown>) => {
  await search(3)
  const measure = {
    kind: 'statements',
    label: 'none',
    queryids: [await queryid()],
    calls: 1,
  } as const
  const snapshot = () => traffic.snapshot('shop', database, measure)
  // A snapshot is kept as JSON.
  const before = JSON.parse(JSON.stringify(await snapshot())) as object
  await happens()
  return traffic.between(before, await snapshot())
}

describe('the newest traffic', () => {
  test('has the calls since a kept reading, and none from before', async () => {
    await search(40)
    const notBefore = new Date()
    const kept = openTraffic(new Map([['shop', cluster]]), () => {})
    onTestFinished(() => kept.stop())
    const view = await cluster.view(database)
    const node = view.nodes[0]?.name ?? ''
    const spent = () => kept.spent('shop', database, { node, notBefore })
    await vi.waitFor(async () => expect(await spent()).not.toBeNull(), 20_000)
    await search(5)
    const { statements } = await slowestStatements(view, 50, await spent())
    expect(statements.find(({ worst }) => worst.text === statement)).toMatchObject({ calls: 5 })
    expect(statements.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1)
    expect(await kept.spent('shop', 'postgres', { node, notBefore })).toBeNull()
  })
})

describe('the counters of the traffic', () => {
  test('are read without the texts, which lie in one large file', async () => {
    expect(await told(() => search(5))).toMatchObject({ calls: 5 })
    const reads = managed
      .log()
      .split('LOG:')
      .filter(entry => entry.includes('total_exec_time') && entry.includes('= any($1)'))
    expect(reads).not.toEqual([])
    expect(reads.filter(entry => !entry.includes('pg_stat_statements(false)'))).toEqual([])
  })

  test.each([
    ['of everything', () => 'select pg_stat_statements_reset()'],
    [
      'of this statement alone',
      (id: string) => `select pg_stat_statements_reset(0, 0, '${id}'::bigint)`,
    ],
  ])('are not compared over a reset %s, with more calls since', async (_, reset) => {
    const sample = await told(async () => {
      await managed.run(database, reset(await queryid()))
      await search(30)
    })
    expect(sample).toBe('reset')
  })

  test('are not compared where the entry was evicted and came back', async () => {
    await managed.run(database, 'select pg_stat_statements_reset()')
    const sample = await told(async () => {
      const client = await managed.connect(database)
      for (let other = 0; other < 1_600; other += 1)
        await client.query(`select ${'1, '.repeat(other / 4)}1`)
      await client.end()
      expect(await queryid()).toBe('')
      await search(30)
    })
    expect(sample).toBe('reset')
  })
})
