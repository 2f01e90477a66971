/** A namespace of the cache: values of a kind, under a policy. */
import { away } from '#cache/link/link'
import { metricsOf, type NamespaceMetrics } from '#cache/metrics'
import { checkKey } from '#cache/names'
import { askedNow, readEntry } from '#cache/namespace/keep'
import { openObtain } from '#cache/namespace/obtain'
import type { Loader, NamespaceParts } from '#cache/namespace/parts'
import { openRefresh } from '#cache/namespace/refresh'
import { openWrites, type WriteReach } from '#cache/namespace/write'

/** Names under which entries of several keys are invalidated at once. */
export interface Tagged {
  readonly tags?: readonly string[]
}

/** Values are shared between callers: treat values as read-only. Memory answers at once, the rest by a promise. */
export interface Namespace<Value> {
  /** The value of the key; `load` brings the value where the cache has none, once for all processes. */
  getOrSet(key: string, load: Loader<Value>, options?: Tagged): Value | Promise<Value>
  get(key: string): Value | undefined | Promise<Value | undefined>
  /** The values that there are. */
  getMany(keys: readonly string[]): Promise<ReadonlyMap<string, Value>>
  /** For a key with a single writer. Of several writers each changes the source and deletes the key. */
  set(key: string, value: Value, options?: Tagged): Promise<WriteReach>
  /** After the source has changed: the next read loads anew, and a load that has begun before is not kept. */
  delete(...keys: readonly string[]): Promise<WriteReach>
  deleteTag(tag: string): Promise<WriteReach>
  clear(): Promise<WriteReach>
  metrics(): NamespaceMetrics
}

const noTags: readonly string[] = []
/** A hit in 1,024 is timed: a look at the clock costs as much as a hit. */
const timed = 1_023

export const openNamespace = <Value>(parts: NamespaceParts<Value>): Namespace<Value> => {
  const { name, counts, latencies, link, memory, now } = parts
  const { trust } = link
  const refresh = openRefresh(parts)
  const obtain = openObtain(parts, refresh)
  const writes = openWrites(parts)

  const checked = (keys: readonly string[]): readonly string[] => {
    for (const key of keys) checkKey(key)
    return keys
  }

  const timeHit = (key: string): void => {
    const began = performance.now()
    const kept = memory.get(key)
    if (kept && now() < kept.freshUntil) latencies.memory.record(performance.now() - began)
  }

  /** The slow way of `get`. */
  const find = async (key: string): Promise<Value | undefined> => {
    checkKey(key)
    const asked = askedNow(parts, key)
    const began = performance.now()
    const entry = await parts.read(key)
    const kept = entry === away || entry === undefined ? undefined : readEntry(parts, entry, asked)
    latencies.shared.record(performance.now() - began)
    if (kept === undefined || kept.freshUntil <= asked.at) {
      counts.misses += 1
      return undefined
    }
    counts.sharedHits += 1
    memory.put(key, kept, asked.mark)
    return kept.value
  }

  const get = (key: string): Value | undefined | Promise<Value | undefined> => {
    const kept = memory.get(key)
    if (kept === undefined) return find(key)
    const at = now()
    if (at >= kept.freshUntil || at >= trust.until) return find(key)
    counts.memoryHits += 1
    return kept.value
  }

  return {
    get,
    getOrSet(key, load, options) {
      const kept = memory.get(key)
      if (kept !== undefined) {
        const at = now()
        if (at < trust.until && (at < kept.refreshAt || at < kept.freshUntil)) {
          counts.memoryHits += 1
          if (at >= kept.refreshAt) refresh(key, load, options?.tags ?? noTags)
          if ((counts.memoryHits & timed) === 0) timeHit(key)
          return kept.value
        }
      }
      const tags = options?.tags ?? noTags
      checked([key, ...tags])
      return obtain(key, load, tags)
    },
    async getMany(keys) {
      const found = await Promise.all(keys.map(async key => get(key)))
      return new Map(
        keys.flatMap((key, at) => {
          const value = found[at]
          return value === undefined ? [] : [[key, value] as const]
        }),
      )
    },
    async set(key, value, options) {
      const tags = options?.tags ?? noTags
      checked([key, ...tags])
      return writes.set(key, value, tags)
    },
    delete: async (...keys) =>
      writes.invalidate(checked(keys).map(key => ({ kind: 'key', namespace: name, key }))),
    deleteTag: async tag =>
      writes.invalidate(checked([tag]).map(() => ({ kind: 'tag', namespace: name, tag }))),
    clear: () => writes.invalidate([{ kind: 'namespace', namespace: name }]),
    metrics: () => metricsOf(counts, latencies, memory.size()),
  }
}
