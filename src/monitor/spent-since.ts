/** What each statement of a node did since the oldest reading that can be compared with now. */
import type { Spent } from '#model/traffic'
import { beganAnew, type Snapshot, wasReset } from '#monitor/between'

/** Null where none of `known`, oldest first, is of the same count as `now`. */
export const spentSince = (
  known: readonly Snapshot[],
  now: Snapshot,
  node: string,
): Spent | null => {
  const then = known.find(
    one => hasCounted(one, node) && !wasReset(one.resets?.[node], now.resets?.[node]),
  )
  if (!then) return null
  const before = then.nodes[node] ?? {}
  return {
    seconds: (Date.parse(now.at) - Date.parse(then.at)) / 1_000,
    statements: Object.fromEntries(
      Object.entries(now.nodes[node] ?? {}).flatMap(([id, counter]) => {
        const was = before[id]
        if (was && beganAnew(was, counter)) return []
        const calls = counter.calls - (was?.calls ?? 0)
        const totalMs = Math.max(0, counter.totalMs - (was?.totalMs ?? 0))
        const rows = (counter.rows ?? 0) - (was?.rows ?? 0)
        return calls > 0 ? [[id, { calls, totalMs, rows }]] : []
      }),
    ),
  }
}

/** A first reading without statements would count the whole past: the extension or pg_monitor has just arrived. */
const hasCounted = ({ nodes }: Snapshot, node: string): boolean =>
  Object.keys(nodes[node] ?? {}).length > 0
