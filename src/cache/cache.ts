/**
 * A cache for applications: memory of each process over a level that all processes share. A read that begins after a
 * write was acknowledged never brings an older value, and one process loads for all.
 */
import { openClock } from '#cache/clock'
import type { LevelMessage, SharedLevel } from '#cache/levels/level'
import { processLevel } from '#cache/levels/process'
import { type LoadLimit, openLimiter } from '#cache/limiter'
import { type LinkState, openLink } from '#cache/link/link'
import { type MemoryLevel, noMemory, openMemory } from '#cache/memory'
import {
  type NamespaceCounts,
  type NamespaceMetrics,
  newCounts,
  newLatencies,
  readsOf,
} from '#cache/metrics'
import { checkNamespace } from '#cache/names'
import { type Namespace, openNamespace } from '#cache/namespace/namespace'
import { openOrder } from '#cache/order'
import { type CachePolicy, fullPolicy } from '#cache/policy'
import { openReadBatch } from '#cache/read-batch'
import { openWaiters, type Waiters } from '#cache/waiters'

export interface CacheOptions {
  /** `redisLevel` or `postgresLevel`; without a level the cache is of this process alone. */
  readonly shared?: SharedLevel
  /** Loads while the shared level is away: 4 at once, 50 a second. */
  readonly alone?: LoadLimit
  /** The most that the shared level may take for an answer: 500 ms. */
  readonly answerMs?: number
}

export interface Cache {
  /** Opens a namespace, once in a process; the policy is the same in every process. */
  namespace<Value>(name: string, policy: CachePolicy<Value>): Namespace<Value>
  metrics(): Readonly<Record<string, NamespaceMetrics>>
  /** How the shared level is. */
  shared(): LinkState
  close(): Promise<void>
}

/** What a namespace does with messages of other processes. */
interface Ears {
  readonly memory: Pick<MemoryLevel<unknown>, 'drop' | 'dropTag' | 'clear'>
  readonly waiters: Waiters
  readonly counts: NamespaceCounts
  readonly metrics: () => NamespaceMetrics
}

export const createCache = ({
  shared: level = processLevel(),
  alone = { atOnce: 4, perSecond: 50 },
  answerMs = 500,
}: CacheOptions = {}): Cache => {
  const open = new Map<string, Ears>()
  const hear = (message: LevelMessage): void => {
    const ears = open.get(message.namespace)
    if (ears === undefined) return
    const { memory, waiters } = ears
    if (message.kind === 'tag') memory.dropTag(message.tag)
    else if (message.kind === 'namespace') memory.clear()
    else {
      if (message.kind === 'key') memory.drop(message.key)
      waiters.wake(message.key)
    }
  }
  const link = openLink(level, {
    hear,
    forget() {
      for (const { memory } of open.values()) memory.clear()
    },
    reads: () => [...open.values()].reduce((sum, { counts }) => sum + readsOf(counts), 0),
    answerMs,
  })
  const now = openClock()
  const next = openOrder()
  const limited = openLimiter(alone)

  return {
    namespace<Value>(name: string, policy: CachePolicy<Value>) {
      checkNamespace(name)
      if (open.has(name)) throw new RangeError(`The namespace ${name} is open already.`)
      const full = fullPolicy(policy)
      const memory = full.memory ? openMemory<Value>(full.memory) : noMemory
      const waiters = openWaiters()
      const counts = newCounts()
      const namespace = openNamespace<Value>({
        name,
        policy: full,
        level,
        link,
        memory,
        read: openReadBatch(name, level, link),
        alone: limited,
        counts,
        latencies: newLatencies(),
        waiters,
        now,
        next,
      })
      open.set(name, { memory, waiters, counts, metrics: () => namespace.metrics() })
      return namespace
    },
    metrics: () => Object.fromEntries([...open].map(([name, { metrics }]) => [name, metrics()])),
    shared: () => link.state(),
    close: () => link.close(),
  }
}
