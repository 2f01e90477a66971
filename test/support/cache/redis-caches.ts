/** Caches over a Redis of a test. */
import { expect } from 'vitest'
import { redisLevel } from '#cache/levels/redis/level'
import { inMemory, testCache, texts } from '#test/support/cache/caches'

export const redisCache = (port: number) => {
  const cache = testCache({
    shared: redisLevel({ redis: { host: '127.0.0.1', port } }),
    answerMs: 2_000,
  })
  const isThere = async (there: boolean): Promise<void> => {
    await expect.poll(() => cache.shared().isThere, { timeout: 60_000 }).toBe(there)
  }
  return { cache, isThere, names: cache.namespace('names', { ...texts, memory: inMemory }) }
}
