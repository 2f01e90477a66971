/** The level of a cache that is not shared: this process's own memory, under the same contract. */
import { LRUCache } from 'lru-cache'
import type {
  CacheKey,
  Invalidation,
  LeaseRequest,
  LevelMessage,
  NewEntry,
  SharedEntry,
  SharedLevel,
} from '#cache/levels/level'

interface Row {
  readonly entry: (SharedEntry & { readonly writtenAt: number }) | undefined
  readonly lease:
    | { readonly token: string; readonly until: number; readonly isPaused: boolean }
    | undefined
  readonly tags: readonly string[]
}

const none: Row = { entry: undefined, lease: undefined, tags: [] }

const nameOf = ({ namespace, key }: CacheKey): string => `${namespace}:${key}`

/** Undefined once the entry is not kept any more. */
const entryOf = ({ entry }: Row): SharedEntry | undefined => {
  if (entry === undefined) return undefined
  const { writtenAt, ...kept } = entry
  const age = performance.now() - writtenAt
  return kept.keptMs <= age
    ? undefined
    : {
        ...kept,
        refreshMs: kept.refreshMs - age,
        freshMs: kept.freshMs - age,
        keptMs: kept.keptMs - age,
      }
}

const leaseIn = ({ lease }: Row): Row['lease'] =>
  lease && lease.until > performance.now() ? lease : undefined

export const processLevel = (
  { entries }: { readonly entries: number } = { entries: 10_000 },
): SharedLevel => {
  const rows = new LRUCache<string, Row>({ max: entries })
  let hear: (message: LevelMessage) => void = () => {}
  const rowOf = (key: CacheKey): Row => rows.get(nameOf(key)) ?? none

  const take = (key: CacheKey, { token, leaseMs, tags }: LeaseRequest, entry: Row['entry']) =>
    rows.set(nameOf(key), {
      entry,
      lease: { token, until: performance.now() + leaseMs, isPaused: false },
      tags: [...new Set([...tags, ...(entry?.tags ?? [])])],
    })

  const isMeant = (what: Exclude<Invalidation, { kind: 'key' }>, name: string, row: Row): boolean =>
    name.startsWith(`${what.namespace}:`) &&
    (what.kind === 'namespace' || row.tags.includes(what.tag))

  return {
    trustMs: Number.POSITIVE_INFINITY,
    settleMs: 0,
    async enter(listener) {
      hear = listener
    },
    async prove() {},
    read: async keys => keys.map(key => entryOf(rowOf(key))),
    async lease(key, request, unreadable) {
      const row = rowOf(key)
      const entry = entryOf(row)
      if (entry && entry.refreshMs > 0 && entry.id !== unreadable) return { kind: 'fresh', entry }
      const held = leaseIn(row)
      if (held === undefined) {
        take(key, request, row.entry)
        return { kind: 'granted', stale: entry }
      }
      const ms = held.until - performance.now()
      return { kind: held.isPaused ? 'paused' : 'held', ms, stale: entry }
    },
    async seize(key, request) {
      take(key, request, undefined)
      hear({ kind: 'key', ...key })
    },
    async fillIn(key: CacheKey, token: string, entry: NewEntry) {
      const row = rowOf(key)
      if (row.lease?.token !== token || row.lease.isPaused) return false
      const filled = { ...entry, id: token, writtenAt: performance.now() }
      rows.set(nameOf(key), { entry: filled, lease: undefined, tags: entry.tags })
      hear({ kind: 'lease', ...key })
      return true
    },
    async renew(key, token, leaseMs) {
      const row = rowOf(key)
      if (row.lease?.token !== token || row.lease.isPaused) return
      const until = performance.now() + leaseMs
      rows.set(nameOf(key), { ...row, lease: { ...row.lease, until } })
    },
    async giveUp(key, token, pauseMs) {
      const row = rowOf(key)
      if (row.lease?.token !== token) return
      const until = performance.now() + pauseMs
      rows.set(nameOf(key), { ...row, lease: { token, until, isPaused: true } })
      hear({ kind: 'lease', ...key })
    },
    async invalidate(what) {
      for (const one of what) {
        if (one.kind === 'key') rows.delete(nameOf(one))
        else
          for (const [name, row] of rows.entries()) if (isMeant(one, name, row)) rows.delete(name)
        hear(one)
      }
    },
    async close() {
      rows.clear()
    },
  }
}
