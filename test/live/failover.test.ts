/** A plan for the old primary after a failover: nothing runs, and the message says what happened. */
import { afterAll, describe, expect, test } from 'vitest'
import { startHowdah } from '#test/support/howdah'
import { openProxy, shows } from '#test/support/hostile'
import { testCluster } from '#test/support/postgres'

const { primary, replica } = await testCluster()
const proxy = await openProxy(primary.port)
afterAll(() => proxy.close())
const howdah = await startHowdah({
  managed: primary,
  tables: ['create table users (id int, email text)'],
  cluster: {
    nodes: [
      { name: 'shop-1', url: `postgres://127.0.0.1:${proxy.port}` },
      { name: 'shop-2', url: `postgres://127.0.0.1:${replica.port}` },
    ],
  },
})
await howdah.start()

const expectNotBuilt = async (): Promise<void> => {
  const built = await replica.query(
    howdah.database,
    `select from pg_class where relname = 'users_id_idx'`,
  )
  expect(built).toEqual([])
}

describe('a plan made before a failover', () => {
  test('does nothing on the new primary', async () => {
    const plan = await howdah.plan('/pg index create users columns=id')
    const behindAddress = await howdah.plan('/pg index create users columns=email')
    await primary.stop()
    await replica.query('postgres', 'select pg_promote()')
    await howdah.click('adam', plan, 'approve')
    expect(await shows(howdah, plan, 'Out of date.')).toContain(
      'the primary was shop-1 and is shop-2 now. Nothing was done.',
    )
    // The same address, as behind a load balancer: only the timeline tells.
    proxy.leadTo(replica.port)
    await replicaAlone()
    await howdah.click('adam', behindAddress, 'approve')
    expect(await shows(howdah, behindAddress, 'Out of date.')).toContain('Nothing was done.')
    await expectNotBuilt()
  })
})

const replicaAlone = async (): Promise<void> => {
  expect(await replica.query('postgres', 'select pg_is_in_recovery() as recovering')).toEqual([
    { recovering: false },
  ])
}
