/** The first level: decoded values in the memory of this process. */
import { LRUCache } from 'lru-cache'

export interface MemoryBounds {
  readonly entries: number
  /** Of encoded values. */
  readonly bytes: number
}

/** Moments of this process's clock. */
export interface KeptValue<Value> {
  readonly value: Value
  readonly refreshAt: number
  readonly freshUntil: number
  readonly keptUntil: number
  readonly tags: readonly string[]
  readonly bytes: number
}

export interface MemoryLevel<Value> {
  get(key: string): KeptValue<Value> | undefined
  /** Taken before a value is asked for. */
  mark(key: string): number
  /** Keeps the value unless an invalidation that may concern the value was heard since the mark. */
  put(key: string, kept: KeptValue<Value>, mark: number): void
  drop(key: string): void
  dropTag(tag: string): void
  clear(): void
  size(): { readonly entries: number; readonly bytes: number }
}

/** Marks are shared by keys with the same hash: a value too many is not kept. */
const slotCount = 4_096

/** Overhead of an entry that counts as bytes, so that tiny values are bounded too. */
const entryBytes = 64

export const openMemory = <Value>({ entries, bytes }: MemoryBounds): MemoryLevel<Value> => {
  const tagged = new Map<string, Set<string>>()
  const lru = new LRUCache<string, KeptValue<Value>>({
    max: entries,
    maxSize: bytes,
    sizeCalculation: kept => kept.bytes + entryBytes,
    dispose({ tags }, key) {
      for (const tag of tags) {
        const keys = tagged.get(tag)
        keys?.delete(key)
        if (keys?.size === 0) tagged.delete(tag)
      }
    },
  })
  const slots = new Float64Array(slotCount)
  let everything = 0
  const mark = (key: string) => everything + (slots[slotOf(key)] ?? 0)
  return {
    get: key => lru.get(key),
    mark,
    put(key, kept, before) {
      if (mark(key) !== before) return
      lru.set(key, kept)
      if (!lru.has(key)) return
      for (const tag of kept.tags) tagged.set(tag, (tagged.get(tag) ?? new Set()).add(key))
    },
    drop(key) {
      const slot = slotOf(key)
      slots[slot] = (slots[slot] ?? 0) + 1
      lru.delete(key)
    },
    dropTag(tag) {
      everything += 1
      for (const key of tagged.get(tag) ?? []) lru.delete(key)
    },
    clear() {
      everything += 1
      lru.clear()
    },
    size: () => ({ entries: lru.size, bytes: lru.calculatedSize }),
  }
}

/** For a namespace that asks the shared level each time. */
export const noMemory: MemoryLevel<never> = {
  get: () => undefined,
  mark: () => 0,
  put() {},
  drop() {},
  dropTag() {},
  clear() {},
  size: () => ({ entries: 0, bytes: 0 }),
}

const slotOf = (key: string): number => {
  let hash = 0
  for (let at = 0; at < key.length; at += 1) hash = (hash * 31 + key.charCodeAt(at)) | 0
  return (hash >>> 0) % slotCount
}
