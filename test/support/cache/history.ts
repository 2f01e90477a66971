/**
 * A random history of reads and writes by several processes. A source has a version for each key; every write changes
 * the source first. A read is stale when it brings a version from before a write that was acknowledged before the read
 * began.
 */
import { setTimeout as pass } from 'node:timers/promises'
import type { MemoryBounds } from '#cache/memory'
import { type CacheProcess, cacheProcess } from '#test/support/cache/processes'

export interface HistoryOptions {
  readonly url: string
  readonly memory: MemoryBounds | null
  readonly seed: number
  readonly processes: number
  readonly operations: number
  /** At times, e.g. freezes a process. */
  readonly disturb?: (random: () => number, processes: readonly CacheProcess[]) => Promise<void>
}

export interface StaleRead {
  readonly key: string
  readonly read: number
  readonly acknowledged: number
}

export interface History {
  readonly stale: readonly StaleRead[]
  readonly reads: number
  readonly writes: number
  readonly loads: number
}

/** A generator of numbers from 0 to 1 (mulberry32), so that a seed tells the whole history. */
export const randomFrom = (seed: number): (() => number) => {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

const keys = ['a', 'b', 'c', 'd', 'e'] as const
const atOnce = 24

export const playHistory = async (options: HistoryOptions): Promise<History> => {
  const { url, memory, seed, operations } = options
  const random = randomFrom(seed)
  const source = new Map<string, number>(keys.map(key => [key, 0]))
  const acknowledged = new Map<string, number>(source)
  const writing = new Map<string, Promise<void>>()
  const stale: StaleRead[] = []
  let [loads, reads, writes, next] = [0, 0, 0, 0]

  /** Reads the source at once, and answers later: a slow loader has an old version in hand. */
  const load = async (key: string): Promise<string> => {
    loads += 1
    const version = source.get(key) ?? 0
    await pass(random() < 0.2 ? random() * 60 : random() * 3)
    return String(version)
  }
  const processes = await Promise.all(
    Array.from({ length: options.processes }, () => cacheProcess({ url, memory }, load)),
  )
  const any = (): CacheProcess => {
    const one = processes[Math.floor(random() * processes.length)]
    if (one === undefined) throw new Error('There is no process.')
    return one
  }

  const read = async (key: string): Promise<void> => {
    reads += 1
    const before = acknowledged.get(key) ?? 0
    const version = Number(await any().read(key))
    if (!(version >= before)) stale.push({ key, read: version, acknowledged: before })
  }
  const writeNext = async (key: string): Promise<void> => {
    writes += 1
    next += 1
    const version = next
    source.set(key, version)
    const one = any()
    const reach = await (random() < 0.5 ? one.delete(key) : one.set(key, String(version)))
    if (reach === 'everywhere') acknowledged.set(key, version)
  }
  /** A single writer of a key at a time, by both ways to write. */
  const write = (key: string): Promise<void> => {
    const turn = writing.get(key) ?? Promise.resolve()
    const done = turn.then(() => writeNext(key))
    writing.set(key, done)
    return done
  }

  let begun = 0
  const work = async (): Promise<void> => {
    while (begun < operations) {
      begun += 1
      const key = keys[Math.floor(random() * keys.length)] ?? 'a'
      await (random() < 0.15 ? write(key) : read(key))
      if (random() < 0.005) await options.disturb?.(random, processes)
    }
  }
  await Promise.all(Array.from({ length: atOnce }, work))
  return { stale, reads, writes, loads }
}
