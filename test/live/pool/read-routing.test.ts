/** Reads are kept to near replicas, with the real PgBouncer and a paused replay. */
import { rmSync } from 'node:fs'
import type { Client } from 'pg'
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest'
import { hear } from '#test/support/hostile'
import { wordsOf } from '#test/support/howdah'
import { oneEnds, twoBots } from '#test/support/kills'
import { hasPgbouncer } from '#test/support/pgbouncer'
import { startRouting } from '#test/support/routing'
import { startLoad } from '#test/support/steady-load'

const routing = await startRouting()
const { howdah, servers, connect, console, expectReads, pause, resume, away, files } = routing

const told = async (words: string): Promise<string> =>
  wordsOf(await howdah.message(one => wordsOf(one).includes(words), words))

/** Messages of troubles, as long as a trouble lasts. */
const stands = /takes no reads|takes reads although|takes reads, as too few/

/** Until the test ends. */
const direct = async (node: keyof typeof servers): Promise<Client> => {
  const client = await servers[node].connect('postgres')
  onTestFinished(() => client.end())
  return client
}

describe.skipIf(!hasPgbouncer)('reads of a pool (need /usr/sbin/pgbouncer)', () => {
  beforeEach(async () => {
    await twoBots(howdah)
    for (const pooler of ['front', 'side'] as const) await expectReads(pooler, 'shop-2', 'shop-3')
    // A trouble with a standing message is not told anew.
    await howdah.slack.waitFor(({ messages }) => !messages.some(one => stands.test(wordsOf(one))), {
      timeoutMs: 110_000,
      what: 'the end of each message of the test before',
    })
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

  test('the last replica keeps them, or the primary takes them, as the inventory says, and the channel is told', async () => {
    await pause('shop-3')
    for (const pooler of ['front', 'side'] as const) await expectReads(pooler, 'shop-2')
    await pause('shop-2')
    await expectReads('side', 'shop-1')
    expect(await told('side/app_ro: the primary shop-1 of shop takes reads')).toContain(
      'shop-2 does not replay, as somebody has paused that.',
    )
    await told('front/app_ro: shop-2 of shop takes reads although it does not replay')
    await expectReads('front', 'shop-2')
    await Promise.all([resume('shop-2'), resume('shop-3')])
    for (const pooler of ['front', 'side'])
      await told(`${pooler}/app_ro of shop reads from replicas that are near again`)
  }, 200_000)

  test('stay where they are during a freeze', async () => {
    await hear(howdah, 'adam', '/pg freeze shop reason=drill', 'shop is frozen')
    await pause('shop-3')
    const words = 'front/app_ro: shop-3 of shop takes reads although it does not replay'
    expect(await told(words)).toContain('unless shop is frozen')
    await expectReads('front', 'shop-2', 'shop-3')
    await hear(howdah, 'adam', '/pg thaw shop', 'shop is thawed')
    await expectReads('front', 'shop-2')
    await resume('shop-3')
  }, 200_000)

  test('leave a silent replica, and stay as they are where the leading bot dies meanwhile', async () => {
    howdah.failAt('readers led')
    await away.close()
    await oneEnds(howdah)
    for (const pooler of ['front', 'side'] as const) await expectReads(pooler, 'shop-2')
    expect(
      await told('shop-3 of shop takes no reads of front/app_ro: it does not answer'),
    ).toContain('Reads go to shop-2.')
    const [killed] = await howdah.store.query<{ entries: number }>(
      `select count(*)::int as entries from howdah.audit where body::jsonb ->> 'kind' = 'readers.will'
       and body::jsonb -> 'detail' -> 'because' ->> 'shop-3' = 'does not answer'`,
    )
    expect(killed?.entries).toBeGreaterThanOrEqual(2)
    await away.listen()
  }, 200_000)

  test('stay where they are without the file, and the channel reads which file to write', async () => {
    rmSync(`${files.side}/shop-2.ini`)
    await pause('shop-3')
    const said = await told('side/app_ro of shop: its reads could not be led to other nodes.')
    expect(said).toContain(
      `did not lead app_ro to shop-2 after it had read ${files.side}/shop-2.ini`,
    )
    await expectReads('side', 'shop-2', 'shop-3')
    const [file] = (await console('side', 'SHOW CONFIG')).filter(({ key }) => key === 'conffile')
    expect(file?.['value']).not.toContain('/shop-2.ini')
  }, 200_000)
})

const quantile = (values: readonly number[], of: number): number =>
  values.toSorted((one, other) => one - other)[Math.floor(values.length * of)] ?? Number.NaN
