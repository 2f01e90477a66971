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

/** Counters of a node's statements, as they are kept. */
export interface KeptCounters {
  readonly statements: Readonly<Record<string, KeptCounter>>
  readonly reset: number | null | undefined
  readonly evictions: number | null | undefined
}

/** The calls and time of each statement of a node in between; `reset` when the two readings are not of the same count. */
export const spentOn = (
  then: KeptCounters,
  now: KeptCounters,
): Readonly<Record<string, Pick<Counter, 'calls' | 'totalMs'>>> | 'reset' => {
  if (wasReset(then.reset, now.reset)) return 'reset'
  const before = Object.entries(then.statements)
  if (before.some(([id, counter]) => beganAnew(counter, now.statements[id]))) return 'reset'
  // An entry without a beginning may have been dropped and come back.
  const undated = Object.values(now.statements).some(({ begun }) => !begun)
  if (undated && wasReset(then.evictions, now.evictions)) return 'reset'
  return Object.fromEntries(
    Object.entries(now.statements).map(([id, { calls, totalMs }]) => [
      id,
      {
        calls: calls - (then.statements[id]?.calls ?? 0),
        totalMs: totalMs - (then.statements[id]?.totalMs ?? 0),
      },
    ]),
  )
}

/** `calls` without calls in between; `reset` when counters of the two readings are not of the same count. */
export const between = (earlier: Snapshot, later: Snapshot): Sample | 'calls' | 'reset' => {
  let [calls, totalMs] = [0, 0]
  for (const node of Object.keys(later.nodes)) {
    const [then, now] = [keptOn(earlier, node), keptOn(later, node)]
    // A node missing from the first snapshot would count the whole past.
    if (!then || !now) continue
    const spent = spentOn(then, now)
    if (spent === 'reset') return 'reset'
    for (const statement of Object.values(spent)) {
      calls += statement.calls
      totalMs += statement.totalMs
    }
  }
  if (calls === 0) return 'calls'
  const seconds = (Date.parse(later.at) - Date.parse(earlier.at)) / 1_000
  return { meanMs: totalMs / calls, calls, seconds }
}

const keptOn = (snapshot: Snapshot, node: string): KeptCounters | null => {
  const statements = snapshot.nodes[node]
  if (!statements) return null
  return {
    statements,
    reset: snapshot.resets?.[node],
    evictions: snapshot.evictions?.[node],
  }
}
