/** Two nodes that say they are the primary, and none: what reads answers node by node, what acts is refused. */
import { beforeAll, describe, expect, test, vi } from 'vitest'
import { startHowdah } from '#test/support/howdah'
import { openInProcess } from '#test/support/in-process'
import { testCluster } from '#test/support/postgres'
import { openShop } from '#test/support/shop'

const start = async () => {
  const { primary, replica } = await testCluster()
  const howdah = await startHowdah({
    managed: primary,
    tables: ['create table users (id int primary key, email text)'],
    cluster: {
      nodes: [
        { name: 'shop-1', url: `postgres://127.0.0.1:${primary.port}` },
        { name: 'shop-2', url: `postgres://127.0.0.1:${replica.port}` },
      ],
    },
  })
  /** The replica knows the database. */
  const arrived = async () => {
    const found = `select from pg_database where datname = '${howdah.database}'`
    await vi.waitUntil(async () => (await replica.query('postgres', found)).length > 0, {
      timeout: 110_000,
    })
  }
  const house = openInProcess(howdah)
  const said = async (text: string) => JSON.stringify(await house.say(text))
  return { primary, replica, arrived, house, said, ...openShop(howdah) }
}

const [split, headless] = [await start(), await start()]
const reads = [
  'lock tree',
  'config list',
  'config show work_mem',
  'index list',
  'query slow',
  'status',
  'replication status',
]

describe('a cluster with a promoted replica beside the old primary', () => {
  const { replica, arrived, said, house, cluster } = split
  let plan = ''
  beforeAll(async () => {
    const made = await house.say('index create users columns=email')
    if (made.kind === 'proposed') plan = made.change.plan.id
    await arrived()
    await replica.query('postgres', 'select pg_promote()')
  }, 150_000)
  const both =
    /Two nodes of shop say that they are the primary: shop-1 since [-0-9]+ [0-9:]+ UTC at the latest, when its server started \(timeline 1, WAL at [0-9A-F/]+\); shop-2 since [-0-9]+ [0-9:]+ UTC, when it was promoted \(timeline 2, WAL at [0-9A-F/]+\)\./

  test.each(reads)('is told by `%s`, which answers for each node', async command => {
    const answer = await said(command)
    expect(answer).toMatch(both)
    expect(answer).toContain('Nothing acts until all but one are stopped')
    expect(answer).toContain('shop-1')
    expect(answer).toContain('shop-2')
    expect(answer).toContain('"alarm":true')
    expect(answer).not.toContain('"offers"')
  })

  test('has the same rows of each node under its name', async () => {
    const answer = await house.say('index list users')
    if (answer.kind !== 'answer') throw new Error(JSON.stringify(answer))
    expect(answer.table?.rows.map(([first]) => first?.split(':')[0])).toEqual(['shop-1', 'shop-2'])
  })

  test.each(['index create users columns=email', 'config set work_mem=64MB', 'session cancel 1'])(
    'refuses `%s`',
    async command => {
      await expect(house.say(command)).rejects.toMatchObject({ code: 'cluster.two-primaries' })
    },
  )

  test('does nothing of a plan that was approved before', async () => {
    const run = await house.approve(plan)
    await house.drive(run)
    const change = await house.engine.findChange(plan)
    expect(change).toMatchObject({ outcome: 'outdated' })
    expect(change?.ending).toMatch(both)
  })

  test('says of each node what it says of itself', async () => {
    const found = await cluster.look()
    expect(
      'kind' in found &&
        found.nodes.map(({ nodes }) => nodes.map(({ name, role }) => [name, role])),
    ).toEqual([[['shop-1', 'primary']], [['shop-2', 'primary']]])
  })
})

describe('a cluster without a primary', () => {
  const { primary, arrived, said, house } = headless
  beforeAll(async () => {
    await arrived()
    await primary.stop()
  }, 150_000)

  test.each(reads)('is told by `%s`, which answers for the replica', async command => {
    const answer = await said(command)
    expect(answer).toContain('No node of shop is known to be the primary: shop-2 is a replica.')
    expect(answer).toContain('shop-1')
    expect(answer).toContain('"alarm":true')
    expect(answer).toContain('replication failover')
  })

  test('offers the failover', async () => {
    expect(await said('replication status')).toContain('"label":"Fail Over"')
  })

  test('claims no lag where there is nothing to compare with', async () => {
    expect(await said('status')).toContain('replica, lag not known')
  })

  test('refuses what acts', async () => {
    await expect(house.say('index create users columns=email')).rejects.toMatchObject({
      message: expect.stringContaining('No node of shop is known to be the primary'),
    })
  })
})
