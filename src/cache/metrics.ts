import { type Histogram, openHistogram, type Quantiles } from '#cache/histogram'

/** Counts of a namespace since the start of the process. */
export interface NamespaceCounts {
  memoryHits: number
  sharedHits: number
  misses: number
  loads: number
  loadsFailed: number
  /** Calls that took the value of another call's or process's load. */
  loadsSaved: number
  /** Loads without the shared level, within the limit. */
  loadsAlone: number
  refreshes: number
  staleServed: number
  /** Loaded values that were not kept because a write or an invalidation came meanwhile. */
  outrun: number
  /** Values of a different version, or damaged: misses. */
  unreadable: number
  tooLarge: number
  bytesRead: number
  bytesWritten: number
}

export interface NamespaceMetrics extends Readonly<NamespaceCounts> {
  readonly reads: number
  /** Hits of all reads, 0 to 1; 0 without a read. */
  readonly hitRatio: number
  readonly memoryEntries: number
  readonly memoryBytes: number
  /** Milliseconds. Of hits in memory one in 1,024 is timed. */
  readonly latency: Readonly<Record<keyof Latencies, Quantiles>>
}

export interface Latencies {
  readonly memory: Histogram
  readonly shared: Histogram
  readonly load: Histogram
}

export const readsOf = ({ memoryHits, sharedHits, misses }: NamespaceCounts): number =>
  memoryHits + sharedHits + misses

export const newCounts = (): NamespaceCounts => ({
  memoryHits: 0,
  sharedHits: 0,
  misses: 0,
  loads: 0,
  loadsFailed: 0,
  loadsSaved: 0,
  loadsAlone: 0,
  refreshes: 0,
  staleServed: 0,
  outrun: 0,
  unreadable: 0,
  tooLarge: 0,
  bytesRead: 0,
  bytesWritten: 0,
})

export const newLatencies = (): Latencies => ({
  memory: openHistogram(),
  shared: openHistogram(),
  load: openHistogram(),
})

export const metricsOf = (
  counts: NamespaceCounts,
  { memory, shared, load }: Latencies,
  kept: { readonly entries: number; readonly bytes: number },
): NamespaceMetrics => ({
  ...counts,
  reads: readsOf(counts),
  hitRatio: (counts.memoryHits + counts.sharedHits) / Math.max(1, readsOf(counts)),
  memoryEntries: kept.entries,
  memoryBytes: kept.bytes,
  latency: {
    memory: memory.quantiles(),
    shared: shared.quantiles(),
    load: load.quantiles(),
  },
})
