/** What statements did between two readings of their counters, and when that cannot be told. */
import type { Counter } from '#cluster/facts/query/counters'
import type { Sample } from '#model/traffic'

/** What earlier versions of Howdah kept has calls and time alone. */
export type KeptCounter = Pick<Counter, 'calls' | 'totalMs'> & Partial<Counter>

/** Counters of some statements at a moment, as they are kept. */
export interface Snapshot {
  readonly at: string
  /** By node, then by queryid; nodes without the extension are left out. */
  readonly nodes: Readonly<Record<string, Readonly<Record<string, KeptCounter>>>>
  /** When all counters of a node were last reset. */
  readonly resets?: Readonly<Record<string, number | null>>
  /** How often a node dropped entries for want of room. */
  readonly evictions?: Readonly<Record<string, number | null>>
}

/** PostgreSQL drops an entry and may begin it anew: by a reset, by a crash, or for want of room. */
export const beganAnew = (before: KeptCounter, now: KeptCounter | undefined): boolean => {
  if (!now) return true
  if (now.calls < before.calls || (now.rows ?? 0) < (before.rows ?? 0)) return true
  if (now.totalMs < before.totalMs - rounding(before)) return true
  const { begun, longestMs } = now
  if (begun && before.begun) return before.begun.some(entry => !begun.includes(entry))
  return longestMs !== undefined && longestMs < (before.longestMs ?? 0)
}

/** Sums of the same figures in another order differ in the last digits. */
const rounding = ({ totalMs }: KeptCounter): number => totalMs * 1e-9

export const wasReset = (before: number | null | undefined, now: number | null | undefined) =>
  typeof before === 'number' && typeof now === 'number' && before !== now

/** `calls` without calls in between; `reset` when counters of the two readings are not of the same count. */
export const between = (earlier: Snapshot, later: Snapshot): Sample | 'calls' | 'reset' => {
  let [calls, totalMs] = [0, 0]
  for (const [node, counters] of Object.entries(later.nodes)) {
    const before = earlier.nodes[node]
    // A node missing from the first snapshot would count the whole past.
    if (!before) continue
    if (wasReset(earlier.resets?.[node], later.resets?.[node])) return 'reset'
    if (Object.entries(before).some(([id, then]) => beganAnew(then, counters[id]))) return 'reset'
    // An entry without a beginning may have been dropped and come back.
    const undated = Object.values(counters).some(({ begun }) => !begun)
    if (undated && wasReset(earlier.evictions?.[node], later.evictions?.[node])) return 'reset'
    for (const [id, counter] of Object.entries(counters)) {
      calls += counter.calls - (before[id]?.calls ?? 0)
      totalMs += counter.totalMs - (before[id]?.totalMs ?? 0)
    }
  }
  if (calls === 0) return 'calls'
  const seconds = (Date.parse(later.at) - Date.parse(earlier.at)) / 1_000
  return { meanMs: totalMs / calls, calls, seconds }
}
