/** Eight processes that ask for the same cold key. */
import type { MemoryBounds } from '#cache/memory'
import { type CacheProcess, cacheProcess } from '#test/support/cache/processes'

export interface Stampede {
  readonly processes: readonly CacheProcess[]
  /** Answers of all callers; `loads` counts so far. */
  readonly ask: (key: string, callers: number) => Promise<readonly string[]>
  readonly loads: () => number
  /** Has the next load of `key` never end; resolves once the load has begun. */
  readonly hang: (key: string) => Promise<void>
}

export const startStampede = async (url: string, memory: MemoryBounds): Promise<Stampede> => {
  let loads = 0
  const hanging = new Map<string, () => void>()
  const load = async (key: string): Promise<string> => {
    loads += 1
    const begun = hanging.get(key)
    hanging.delete(key)
    if (begun) {
      begun()
      await new Promise(() => {})
    }
    return `${key} of load ${loads}`
  }
  const processes = await Promise.all(
    Array.from({ length: 8 }, () => cacheProcess({ url, memory }, load)),
  )
  return {
    processes,
    ask: (key, callers) =>
      Promise.all(
        Array.from({ length: callers }, async (_, at) => {
          const one = processes[at % processes.length]
          return one ? one.read(key) : 'nobody'
        }),
      ),
    loads: () => loads,
    hang: key => new Promise(resolve => hanging.set(key, resolve)),
  }
}
