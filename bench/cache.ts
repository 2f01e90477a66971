/**
 * How fast the cache is beside lru-cache alone, layered-loader, bentocache and plain ioredis, in the same run, and how often
 * eight caches load one cold key: `npm run bench:cache -- [calls]`. Falls short with exit code 1. Needs redis-server for
 * the second half.
 */
import { Redis } from 'ioredis'
import { LRUCache } from 'lru-cache'
import { createCache } from '#cache/cache'
import { jsonCodec } from '#cache/codec'
import { redisLevel } from '#cache/levels/redis/level'
import { hasRedis, needsRedis, startRedis } from '#test/support/redis'
import { withPeers } from './cache/peers.ts'
import { judge, ratesOf, type Way } from './cache/rates.ts'

const calls = Number(process.argv[2] ?? 1_000_000)
const value = { id: 1, name: 'Olga' }
const policy = {
  freshMs: 600_000,
  jitter: 0,
  codec: jsonCodec('bench-1', read => read as typeof value),
}
const memory = { entries: 20_000, bytes: 50_000_000 }
const keys = Array.from({ length: 10_000 }, (_, at) => `profile:${at}`)
const keyOf = (call: number): string => keys[call % keys.length] ?? ''
const load = () => value
const held: boolean[] = []

const inMemory = async (): Promise<void> => {
  const cache = createCache()
  const ours = cache.namespace('profiles', { ...policy, memory })
  const lru = new LRUCache<string, typeof value>({ max: 20_000, ttl: 600_000 })
  for (const key of keys) {
    lru.set(key, value)
    await ours.getOrSet(key, load)
  }
  const sync = (name: string, get: (key: string) => unknown): Way => ({
    name,
    async run(count) {
      for (let call = 0; call < count; call += 1) get(keyOf(call))
    },
  })
  const awaited = (name: string, get: (key: string) => unknown): Way => ({
    name,
    async run(count) {
      for (let call = 0; call < count; call += 1) await get(keyOf(call))
    },
  })
  const atOnce = [
    sync('howdah getOrSet', key => ours.getOrSet(key, load)),
    sync('lru-cache with ttl', key => lru.get(key)),
  ]
  const rates = await ratesOf(atOnce, { calls, rounds: 7 })
  held.push(judge('A hit in memory', rates, { 'lru-cache with ttl': 0.9 }))
  await withPeers(async ({ bentocache, layeredLoader }) => {
    for (const key of keys) await Promise.all([bentocache(key), layeredLoader(key)])
    const ways = [
      awaited('howdah getOrSet', key => ours.getOrSet(key, load)),
      awaited('layered-loader get', layeredLoader),
      awaited('bentocache getOrSet', bentocache),
    ]
    const found = await ratesOf(ways, { calls: calls / 4, rounds: 7 })
    const lines = { 'layered-loader get': 1.1, 'bentocache getOrSet': 2 }
    held.push(judge('An awaited hit in memory', found, lines))
  })
  const { p99 } = ours.metrics().latency.memory
  console.log(`  p99 of a hit in memory ${p99.toFixed(4)} ms (less than 1)`)
  held.push(p99 < 1)
  await cache.close()
}

const inRedis = async (port: number): Promise<void> => {
  const at = { host: '127.0.0.1', port }
  const caches = Array.from({ length: 8 }, () => createCache({ shared: redisLevel({ redis: at }) }))
  const opened = caches.map(cache => cache.namespace('profiles', policy))
  let loads = 0
  await Promise.all(
    opened.map(async each =>
      each.getOrSet('cold', async () => {
        loads += 1
        await new Promise(resolve => setTimeout(resolve, 50))
        return value
      }),
    ),
  )
  console.log(`Eight caches on a cold key: ${loads} loads (at most 1)`)
  held.push(loads === 1)

  const [ours] = opened
  const plain = new Redis(at)
  const pipelining = new Redis({ ...at, enableAutoPipelining: true })
  for (const key of keys) {
    await ours?.set(key, value)
    await plain.set(key, JSON.stringify(value))
  }
  const flying = (name: string, get: (key: string) => unknown): Way => ({
    name,
    async run(count) {
      let call = 0
      const work = async () => {
        while (call < count) {
          call += 1
          await get(keyOf(call))
        }
      }
      await Promise.all(Array.from({ length: 32 }, work))
    },
  })
  const parsed = async (redis: Redis, key: string) => JSON.parse((await redis.get(key)) ?? '')
  const ways = [
    flying('howdah getOrSet', key => ours?.getOrSet(key, load)),
    flying('ioredis get', key => parsed(plain, key)),
    flying('ioredis get, auto-pipelining', key => parsed(pipelining, key)),
  ]
  const rates = await ratesOf(ways, { calls: calls / 20, rounds: 7 })
  const lines = { 'ioredis get': 2, 'ioredis get, auto-pipelining': 1 }
  held.push(judge('A hit in Redis, 32 in flight', rates, lines))
  const { p99 } = ours?.metrics().latency.shared ?? { p99: Number.NaN }
  console.log(`  p99 of a hit in Redis ${p99.toFixed(2)} ms (less than 5)`)
  held.push(p99 < 5)
  for (const redis of [plain, pipelining]) redis.disconnect()
  await Promise.all(caches.map(cache => cache.close()))
}

await inMemory()
if (hasRedis) {
  const redis = await startRedis()
  try {
    await inRedis(redis.port)
  } finally {
    await redis.end()
  }
} else console.log(`skipped: ${needsRedis}`)
if (!held.every(Boolean)) process.exitCode = 1
