/** Caches of a test, closed at the end of the test, and loaders that a test steers. */
import { onTestFinished } from 'vitest'
import { type Cache, type CacheOptions, createCache } from '#cache/cache'
import { jsonCodec } from '#cache/codec'
import type { CachePolicy } from '#cache/policy'

export const testCache = (options?: CacheOptions): Cache => {
  const cache = createCache(options)
  onTestFinished(() => cache.close())
  return cache
}

const text = (value: unknown): string => {
  if (typeof value !== 'string') throw new TypeError('no text')
  return value
}

/** Texts that live for minutes. */
export const texts: CachePolicy<string> = {
  freshMs: 600_000,
  codec: jsonCodec('text-1', text),
}

export const inMemory = { entries: 1_000, bytes: 1_000_000 } as const

/** A loader with loads that wait for the test, in any order. */
export const steeredLoads = <Value>() => {
  const loads: PromiseWithResolvers<Value>[] = []
  let begun = Promise.withResolvers<void>()
  return {
    get count() {
      return loads.length
    },
    load: (): Promise<Value> => {
      const load = Promise.withResolvers<Value>()
      loads.push(load)
      begun.resolve()
      begun = Promise.withResolvers<void>()
      return load.promise
    },
    /** Resolves once there is a load of this number, from 0. */
    async begun(number: number): Promise<PromiseWithResolvers<Value>> {
      for (;;) {
        const load = loads[number]
        if (load) return load
        await begun.promise
      }
    },
  }
}
