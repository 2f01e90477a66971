import type { CacheCodec } from '#cache/codec'
import type { Lifetimes } from '#cache/levels/level'
import type { MemoryBounds } from '#cache/memory'

/** How a namespace keeps its values; the same in every process. */
export interface CachePolicy<Value> {
  /** Time to live. */
  readonly freshMs: number
  readonly codec: CacheCodec<Value>
  /** Up to this share of the time to live is taken off by chance, so that values do not end together: 0.1. */
  readonly jitter?: number
  /** After this share of the time to live the next hit has the value loaded anew, in the background: 0.8. 1: never. */
  readonly refreshAfter?: number
  /** How long beyond the time to live a value may stand in for a loader that fails: 0, not at all. */
  readonly staleMs?: number
  /** How long `undefined` of a loader counts, "there is none": 0, not kept. */
  readonly absentMs?: number
  /** The most a load may take: 10 s. */
  readonly loadMs?: number
  /** A larger value is handed out and not kept: 1 MiB. */
  readonly valueBytes?: number
  /** Values in the memory of each process. A write then takes as long as memory is trusted (`settleMs`). */
  readonly memory?: MemoryBounds
}

export type FullPolicy<Value> = Required<Omit<CachePolicy<Value>, 'memory'>> & {
  readonly memory: MemoryBounds | undefined
}

const defaults = {
  jitter: 0.1,
  refreshAfter: 0.8,
  staleMs: 0,
  absentMs: 0,
  loadMs: 10_000,
  valueBytes: 1_048_576,
  memory: undefined,
} as const

/** Fills in the defaults; throws a RangeError with all mistakes. */
export const fullPolicy = <Value>(policy: CachePolicy<Value>): FullPolicy<Value> => {
  const full: FullPolicy<Value> = { ...defaults, ...policy }
  const { freshMs, jitter, refreshAfter, staleMs, absentMs, loadMs, valueBytes, codec } = full
  const wrong = [
    [freshMs > 0 && Number.isFinite(freshMs), 'freshMs is more than 0'],
    [jitter >= 0 && jitter < 1, 'jitter is at least 0 and less than 1'],
    [refreshAfter > 0 && refreshAfter <= 1, 'refreshAfter is more than 0 and at most 1'],
    [staleMs >= 0 && Number.isFinite(staleMs), 'staleMs is at least 0'],
    [absentMs >= 0 && Number.isFinite(absentMs), 'absentMs is at least 0'],
    [loadMs > 0 && Number.isFinite(loadMs), 'loadMs is more than 0'],
    [valueBytes > 0 && Number.isFinite(valueBytes), 'valueBytes is more than 0'],
    [Buffer.byteLength(codec.name) < 256, 'the name of the codec has less than 256 bytes'],
  ].flatMap(([holds, words]) => (holds ? [] : [words]))
  if (wrong.length > 0) throw new RangeError(`The policy of a cache: ${wrong.join('; ')}.`)
  return full
}

/** By chance within the jitter. */
export const lifetimesOf = (policy: FullPolicy<unknown>, isAbsent: boolean): Lifetimes => {
  const { freshMs, absentMs, jitter, refreshAfter, staleMs } = policy
  const spread = 1 - jitter * Math.random()
  if (isAbsent) {
    const ms = absentMs * spread
    return { refreshMs: ms, freshMs: ms, keptMs: ms }
  }
  const ms = freshMs * spread
  return { refreshMs: ms * refreshAfter, freshMs: ms, keptMs: ms + staleMs }
}

/** The longest that an entry of the policy may be kept. */
export const longestMs = ({ freshMs, absentMs, staleMs }: FullPolicy<unknown>): number =>
  Math.max(freshMs + staleMs, absentMs)
