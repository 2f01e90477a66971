/** A plan for the old primary after a failover does not run, and the message tells why. */
import { describe, expect, test } from 'vitest'
import { startBehindProxies } from '#test/support/behind-proxies'
import { fateOf, shows } from '#test/support/hostile'

const { howdah, primary, replica, first, second, nobody } = await startBehindProxies([
  'create table users (id int, email text, age int)',
])
const plans = {
  moved: await howdah.plan('/pg index create users columns=id'),
  sameAddress: await howdah.plan('/pg index create users columns=email'),
  twoPrimaries: await howdah.plan('/pg index create users columns=age'),
}
await primary.stop()
await replica.query('postgres', 'select pg_promote()')

describe('a plan made before a failover', () => {
  test.each([
    ['moved', nobody, replica.port, 'the primary was shop-1 and is shop-2 now'],
    // As behind a load balancer: only the timeline tells.
    [
      'sameAddress',
      replica.port,
      nobody,
      'the cluster went through a failover (timeline 1, now 2)',
    ],
    [
      'twoPrimaries',
      replica.port,
      replica.port,
      'Two nodes of shop say that they are the primary: shop-1 since',
    ],
  ] as const)('does nothing: %s', async (name, behindFirst, behindSecond, because) => {
    first.leadTo(behindFirst)
    second.leadTo(behindSecond)
    const plan = plans[name]
    await howdah.click('adam', plan, 'approve')
    const said = await shows(howdah, plan, 'Out of date.')
    expect(said).toContain(because)
    expect(said).toContain('Nothing was done.')
    expect(await fateOf(howdah, plan)).toMatchObject({ outcome: 'outdated' })
    const built = `select from pg_class where relname ~ 'users_.*_idx'`
    expect(await replica.query(howdah.database, built)).toEqual([])
  })
})
