/** Watches the statements of each node of a cluster, by readings that are about ten seconds apart. */
import type { Slower } from '#model/traffic'
import type { Snapshot } from '#monitor/between'
import { type SlowerWatch, watchSlower } from '#monitor/slower/watch'
import { spentSince } from '#monitor/spent-since'

export interface NodesWatch {
  take(snapshot: Snapshot): void
  slower(node: string): readonly Slower[]
}

const atLeastMs = 9_500
/** After a longer silence the calls in between are no sample. */
const atMostMs = 60_000

export const watchNodes = (): NodesWatch => {
  const watches = new Map<string, SlowerWatch>()
  let last: Snapshot | undefined
  return {
    take(now) {
      const at = Date.parse(now.at)
      const then = last
      const passed = then ? at - Date.parse(then.at) : Number.POSITIVE_INFINITY
      if (passed >= 0 && passed < atLeastMs) return
      last = now
      if (!then || passed < 0 || passed > atMostMs) return
      for (const node of Object.keys(now.nodes)) {
        const spent = spentSince([then], now, node)
        if (spent === null) continue
        const watch = watches.get(node) ?? watchSlower()
        watches.set(node, watch)
        watch.take(new Map(Object.entries(spent.statements)), at)
      }
    },
    slower: node => watches.get(node)?.slower() ?? [],
  }
}
