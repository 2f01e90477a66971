import { describe, expect, test } from 'vitest'
import { hear } from '#test/support/hostile'
import { wordsOf } from '#test/support/howdah'
import { hasPgbouncer } from '#test/support/pgbouncer'
import { startPooling } from '#test/support/pooling'

describe.skipIf(!hasPgbouncer)('pools (need /usr/sbin/pgbouncer)', async () => {
  const { howdah, connect, console } = await startPooling({ default_pool_size: '1' })
  await howdah.start()

  test('are told by `pool status`, without those that lead elsewhere', async () => {
    const told = await hear(howdah, 'olga', '/pg pool status', 'No client waits')
    expect(told).toContain('front/app')
    expect(told).toContain('front also has elsewhere')
    expect(told).not.toContain('front/elsewhere')
  })

  test('are looked through by `pool show`, which says who waits and for what', async () => {
    const [holder, waiter] = [await connect('shop', 'app'), await connect('shop', 'app')]
    for (let at = 0; at < 50; at += 1) await waiter.query('select pg_sleep(0.001)')
    await holder.query('begin')
    const waiting = waiter.query('select 1')
    const told = await hear(howdah, 'olga', '/pg pool show app seconds=1', '1 client waits')
    expect(told).toMatch(/shop at 127\.0\.0\.1 waits for [\d.]+ m?s\./)
    expect(told).toMatch(/pid \d+ on shop-1 has a server as shop: idle in transaction/)
    expect(told).toContain('Each user has up to 1 server; it leads to shop-1.')
    await holder.query('commit')
    await waiting
  })

  test('that somebody paused are told, asked and unasked, with a way to resume them', async () => {
    await console('PAUSE app')
    const unasked = await howdah.slack.waitFor(
      ({ messages }) =>
        messages
          .filter(one => one.channel === 'C_REPORTS')
          .map(wordsOf)
          .find(words => words.includes('front/app is paused')),
      { timeoutMs: 110_000, what: 'the report of the paused pool' },
    )
    expect(unasked).toContain('shop: front/app is paused, and by no run of Howdah.')
    const told = await hear(howdah, 'olga', '/pg pool status', 'is paused')
    expect(told).toContain('front/app is paused, and by no run of Howdah: its clients wait.')
    expect(told).toContain('Resume front/app')
    await console('RESUME app')
  })

  test('that somebody paused as a whole are told, though no database says so', async () => {
    const client = await connect('shop', 'app')
    await console('PAUSE')
    const waiting = client.query('select 1')
    const longest = async () =>
      (await console('SHOW POOLS')).find(one => one['database'] === 'app')?.['maxwait']
    await expect.poll(longest, { timeout: 110_000 }).toBeGreaterThanOrEqual(1)
    const told = await hear(howdah, 'olga', '/pg pool status', 'Clients of front wait')
    expect(told).toContain('PgBouncer 1.18 does not say which')
    await console('RESUME')
    await waiting
  })

  test('of another cluster are not shown', async () => {
    expect(await hear(howdah, 'olga', '/pg pool show elsewhere', 'leads to no node')).toContain(
      'list it under',
    )
  })
})
