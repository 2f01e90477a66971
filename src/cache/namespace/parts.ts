/** The context of the parts of a namespace. */

import type { SharedEntry, SharedLevel } from '#cache/levels/level'
import type { LevelAway, Link } from '#cache/link/link'
import type { MemoryLevel } from '#cache/memory'
import type { Latencies, NamespaceCounts } from '#cache/metrics'
import type { FullPolicy } from '#cache/policy'
import type { Waiters } from '#cache/waiters'

/** Brings a value that the cache does not have. The signal is aborted when the load takes too long. */
export type Loader<Value> = (context: { readonly signal: AbortSignal }) => Promise<Value> | Value

export interface NamespaceParts<Value> {
  readonly name: string
  readonly policy: FullPolicy<Value>
  readonly level: SharedLevel
  readonly link: Link
  readonly memory: MemoryLevel<Value>
  /** A read of the shared level, with the other reads of this turn. */
  readonly read: (key: string) => Promise<SharedEntry | undefined | LevelAway>
  /** A load without the shared level, within the limit of the whole cache. */
  readonly alone: <T>(work: () => Promise<T>) => Promise<T>
  readonly counts: NamespaceCounts
  readonly latencies: Latencies
  readonly waiters: Waiters
  readonly now: () => number
  /** Orders calls and requests. */
  readonly next: () => number
}
