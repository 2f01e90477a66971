/** Redis under the cache: killed, frozen, flushed, full, failed over, with values of strangers. */
import { Redis } from 'ioredis'
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest'
import { inMemory } from '#test/support/cache/caches'
import { playHistory } from '#test/support/cache/history'
import { redisCache } from '#test/support/cache/redis-caches'
import { startStampede } from '#test/support/cache/stampede'
import { hasRedis, needsRedis, type RedisServer, startRedis } from '#test/support/redis'

beforeEach(({ skip }) => skip(!hasRedis, needsRedis))

const never = (): never => {
  throw new Error('The loader was asked.')
}

const redis = async (settings?: readonly string[]): Promise<RedisServer> => {
  const server = await startRedis(settings)
  onTestFinished(() => server.end())
  return server
}

const asking = (port: number): Redis => {
  const client = new Redis({ port, host: '127.0.0.1' })
  onTestFinished(() => client.disconnect())
  return client
}

describe('Redis under the cache', () => {
  test('that is killed is replaced by the loader, and taken again when it is back', async () => {
    const server = await redis()
    const { names, isThere } = redisCache(server.port)
    expect(await names.set('olga', 'Olga')).toBe('everywhere')
    expect(await names.getOrSet('olga', never)).toBe('Olga')
    await server.kill()
    await isThere(false)
    expect(await names.getOrSet('olga', () => 'by the loader')).toBe('by the loader')
    expect(await names.delete('olga')).toBe('queued')
    await server.restart()
    await isThere(true)
    expect(await names.getOrSet('olga', () => 'anew')).toBe('anew')
    expect(await names.getOrSet('olga', never)).toBe('anew')
  })

  test('that comes back with an older copy of its memory serves nothing of it', async () => {
    const server = await redis(['--appendonly', 'yes', '--appendfsync', 'always'])
    const { names, isThere } = redisCache(server.port)
    await names.set('olga', 'from before')
    await server.restart()
    await isThere(true)
    const client = asking(server.port)
    expect(await client.keys('howdah:*:v:names:olga')).toHaveLength(1)
    await expect.poll(() => names.get('olga'), { timeout: 20_000 }).toBeUndefined()
  })

  test('that is frozen costs a caller one answer, and the value comes by the loader', async () => {
    const server = await redis()
    const { cache, names, isThere } = redisCache(server.port)
    await names.set('olga', 'Olga')
    server.freeze()
    expect(await names.getOrSet('adam', () => 'by the loader')).toBe('by the loader')
    expect(cache.shared().because).toMatch(/did not answer within \d+ ms/)
    expect(await names.getOrSet('olga', () => 'by the loader too')).toBe('by the loader too')
    server.thaw()
    await isThere(true)
    expect(await names.getOrSet('olga', never)).toBe('Olga')
  })

  test('that is flushed has no values, and takes no fill of a load from before', async () => {
    const server = await redis()
    const { names } = redisCache(server.port)
    const client = asking(server.port)
    const begun = Promise.withResolvers<void>()
    const slow = Promise.withResolvers<string>()
    const before = names.getOrSet('olga', () => {
      begun.resolve()
      return slow.promise
    })
    await begun.promise
    await client.flushall()
    slow.resolve('from before')
    expect(await before).toBe('from before')
    expect(names.metrics()).toMatchObject({ outrun: 1 })
    expect(await names.getOrSet('olga', () => 'anew')).toBe('anew')
    expect(await names.getOrSet('olga', never)).toBe('anew')
  })

  test('that is full is replaced by the loader, says so, and is taken again when it has room', async () => {
    const server = await redis()
    const { cache, names, isThere } = redisCache(server.port)
    await names.set('olga', 'Olga')
    const client = asking(server.port)
    await client.config('SET', 'maxmemory', '1')
    expect(await names.getOrSet('adam', () => 'by the loader')).toBe('by the loader')
    await isThere(false)
    expect(cache.shared().because).toContain('OOM')
    await client.config('SET', 'maxmemory', '0')
    await isThere(true)
    expect(await names.getOrSet('adam', () => 'kept')).toBe('kept')
    expect(await names.getOrSet('adam', never)).toBe('kept')
  })

  test('that became a replica is left, and its values do not count once it is a primary again', async () => {
    const [first, second] = [await redis(), await redis()]
    const { cache, names, isThere } = redisCache(first.port)
    await names.set('olga', 'from before')
    const client = asking(first.port)
    await client.replicaof('127.0.0.1', second.port)
    await expect
      .poll(() => names.getOrSet('olga', () => 'by the loader'), { timeout: 20_000 })
      .toBe('by the loader')
    await isThere(false)
    await expect
      .poll(() => cache.shared().because, { timeout: 20_000 })
      .toMatch(/is a replica|READONLY/)
    await client.replicaof('NO', 'ONE')
    await isThere(true)
    expect(await names.get('olga')).toBeUndefined()
  })

  test('with the value of a stranger under a key of the cache has the value loaded anew', async () => {
    const server = await redis()
    const { names } = redisCache(server.port)
    await names.set('olga', 'Olga')
    await names.delete('olga')
    await names.set('adam', 'Adam')
    const client = asking(server.port)
    const [key = ''] = await client.keys('howdah:*:v:names:adam')
    await client.set(key.replace('adam', 'olga'), 'of a stranger')
    expect(await names.getOrSet('olga', () => 'anew')).toBe('anew')
    expect(await names.getOrSet('olga', never)).toBe('anew')
  })
})

describe('processes that share a cache over Redis', () => {
  test('load one cold key once, and once more after each write', async () => {
    const { port } = await redis()
    const { ask, loads, processes } = await startStampede(`redis://127.0.0.1:${port}`, inMemory)
    for (const round of [1, 2, 3]) {
      expect(new Set(await ask('cold', 80))).toEqual(new Set([`cold of load ${round}`]))
      expect(loads()).toBe(round)
      expect(await processes[round]?.delete('cold')).toBe('everywhere')
    }
  })

  test.each([
    ['with memory in each process', inMemory, 11],
    ['from the shared level alone', null, 12],
  ])('never read an older value after an acknowledged write, %s', async (_, memory, seed) => {
    const { port } = await redis()
    const url = `redis://127.0.0.1:${port}`
    const history = await playHistory({ url, memory, seed, processes: 4, operations: 4_000 })
    expect(history).toMatchObject({ stale: [] })
    expect(history.writes).toBeGreaterThan(300)
  })

  test('never read an older value while Redis is flushed and freezes', async () => {
    const server = await redis()
    const client = asking(server.port)
    const history = await playHistory({
      url: `redis://127.0.0.1:${server.port}`,
      memory: inMemory,
      seed: 13,
      processes: 4,
      operations: 2_500,
      async disturb(random, processes) {
        if (random() < 0.5) return void (await client.flushall())
        const one = processes[Math.floor(random() * processes.length)]
        one?.freeze()
        await new Promise(resolve => setTimeout(resolve, random() * 400))
        one?.thaw()
      },
    })
    expect(history).toMatchObject({ stale: [] })
  })
})
