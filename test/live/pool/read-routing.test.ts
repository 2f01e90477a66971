/** Reads are kept to near replicas, with the real PgBouncer and a paused replay. */
import type { Client } from 'pg'
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest'
import { hear } from '#test/support/hostile'
import { wordsOf } from '#test/support/howdah'
import { twoBots } from '#test/support/kills'
import { hasPgbouncer } from '#test/support/pgbouncer'
import { startRouting } from '#test/support/routing'
import { startLoad } from '#test/support/steady-load'

const routing = await startRouting()
const { howdah, servers, connect, console, expectReads, pause, resume } = routing

const told = async (words: string): Promise<string> =>
  wordsOf(await howdah.message(one => wordsOf(one).includes(words), words))

/** Until the test ends. */
const direct = async (node: keyof typeof servers): Promise<Client> => {
  const client = await servers[node].connect('postgres')
  onTestFinished(() => client.end())
  return client
}

describe.skipIf(!hasPgbouncer)('read routing (needs /usr/sbin/pgbouncer)', () => {
  beforeEach(async () => {
    await twoBots(howdah)
    for (const pooler of ['front', 'side'] as const) await expectReads(pooler, 'shop-2', 'shop-3')
  })

  test('SC-004: a replica that lags is drained without an error, and comes back by itself', async () => {
    await console('front', "SET default_pool_size = '7'")
    const old = await connect('front')
    const other = await connect('front')
    await old.query('begin')
    await other.query('begin')
    await Promise.all([old, other].map(client => client.query('select 1')))
    const [writer, watcher] = [await direct('shop-1'), await direct('shop-2')]
    const load = await startLoad({
      primary: writer,
      replica: watcher,
      connect: () => connect('front'),
    })
    await pause('shop-3')
    await expectReads('front', 'shop-2')
    expect(await told('shop-3 of shop takes no reads of front/app_ro')).toContain(
      'it does not replay, as somebody has paused that',
    )
    const status = await hear(howdah, 'olga', '/pg pool status', 'reads go to')
    expect(status).toContain('front/app_ro: reads go to shop-2.')
    expect(status).toContain('shop-3 takes none: it does not replay')
    expect(status).toMatch(/shop-2 takes reads, \d+ s behind\./)
    // An open transaction stays on the old replica to the end.
    await Promise.all([old, other].map(client => client.query('select 1')))
    await Promise.all([old, other].map(client => client.query('commit')))
    await resume('shop-3')
    await expectReads('front', 'shop-2', 'shop-3')
    await told('shop-3 of shop takes reads of front/app_ro again.')
    const { reads, errors, lags } = await load.end()
    expect(errors).toEqual([])
    const [p50, p99] = [quantile(lags, 0.5), quantile(lags, 0.99)]
    process.stdout.write(
      `lag at steady load: p50 ${p50.toFixed(1)} ms, p99 ${p99.toFixed(1)} ms of ${lags.length}; ${reads} reads, no error\n`,
    )
    expect(p99).toBeLessThan(1_000)
    // RELOAD takes back each SET.
    const settings = await console('front', 'SHOW CONFIG')
    expect(settings.find(({ key }) => key === 'default_pool_size')?.['value']).toBe('7')
  }, 200_000)
})

const quantile = (values: readonly number[], of: number): number =>
  values.toSorted((one, other) => one - other)[Math.floor(values.length * of)] ?? Number.NaN
