/**
 * A process with a cache, for tests. The source of the values is the parent process, and the parent sees every call begin
 * and end by the same clock: `node cache-process.ts <ProcessOptions as JSON>`.
 */
import { randomUUID } from 'node:crypto'
import { createCache } from '#cache/cache'
import { postgresLevel } from '#cache/levels/postgres/level'
import { redisLevel } from '#cache/levels/redis/level'
import type { MemoryBounds } from '#cache/memory'
import { texts } from '#test/support/cache/caches'

export interface ProcessOptions {
  /** A URL of PostgreSQL or of Redis. */
  readonly url: string
  readonly memory: MemoryBounds | null
}

/** From the parent: a call of the cache, or the value of a load. */
export type ToProcess = { readonly id: string } & (
  | { readonly call: 'getOrSet'; readonly key: string }
  | { readonly call: 'set'; readonly key: string; readonly value: string }
  | { readonly call: 'delete'; readonly key: string }
  | { readonly call: 'metrics' }
  | { readonly call: 'close' }
  | { readonly loaded: string }
)

/** To the parent: the result of a call, or the question for a value. */
export type FromProcess =
  | { readonly ready: true }
  | { readonly id: string; readonly result: unknown }
  | { readonly id: string; readonly load: string }

const { url, memory } = JSON.parse(process.argv[2] ?? '') as ProcessOptions
const { hostname, port, protocol } = new URL(url)
const cache = createCache({
  shared:
    protocol === 'redis:'
      ? redisLevel({ redis: { host: hostname, port: Number(port) } })
      : postgresLevel({ url }),
  // A machine that is busy with other tests is slow, not silent.
  answerMs: 5_000,
})
const names = cache.namespace('names', { ...texts, ...(memory && { memory }) })
const loads = new Map<string, (value: string) => void>()

const say = (message: FromProcess): void => {
  process.send?.(message)
}

const load = (key: string) => (): Promise<string> => {
  const id = randomUUID()
  const { promise, resolve } = Promise.withResolvers<string>()
  loads.set(id, resolve)
  say({ id, load: key })
  return promise
}

const answer = async (message: Exclude<ToProcess, { loaded: string }>): Promise<unknown> => {
  switch (message.call) {
    case 'getOrSet':
      return names.getOrSet(message.key, load(message.key))
    case 'set':
      return names.set(message.key, message.value)
    case 'delete':
      return names.delete(message.key)
    case 'metrics':
      return names.metrics()
    case 'close':
      await cache.close()
      process.disconnect()
  }
}

const take = async (message: ToProcess): Promise<void> => {
  if (!('loaded' in message)) return say({ id: message.id, result: await answer(message) })
  loads.get(message.id)?.(message.loaded)
  loads.delete(message.id)
}

process.on('message', (message: ToProcess) => void take(message))
process.on('disconnect', () => process.exit(0))
say({ ready: true })
