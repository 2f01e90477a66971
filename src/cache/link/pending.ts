import type { Invalidation } from '#cache/levels/level'

/** Beyond so many keys and tags a namespace is invalidated as a whole. */
const most = 10_000

/** Invalidations that the shared level has not taken yet. */
export interface Pending {
  add(what: readonly Invalidation[]): void
  /** Up to `count`, then no longer pending. */
  take(count: number): readonly Invalidation[]
  isEmpty(): boolean
}

export const openPending = (): Pending => {
  const waiting = new Map<string, Invalidation>()
  const put = (one: Invalidation) => waiting.set(JSON.stringify(Object.values(one)), one)
  return {
    add(what) {
      for (const one of what) put(one)
      if (waiting.size <= most) return
      const namespaces = new Set([...waiting.values()].map(({ namespace }) => namespace))
      waiting.clear()
      for (const namespace of namespaces) put({ kind: 'namespace', namespace })
    },
    take(count) {
      const taken = [...waiting.entries()].slice(0, count)
      for (const [text] of taken) waiting.delete(text)
      return taken.map(([, one]) => one)
    },
    isEmpty: () => waiting.size === 0,
  }
}
