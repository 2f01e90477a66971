/**
 * A single load of a key: takes the lease and loads, or waits for the process that has the lease. Without the shared level
 * loads within the limit.
 */
import { randomUUID } from 'node:crypto'
import type { SharedEntry } from '#cache/levels/level'
import { away } from '#cache/link/link'
import { askedNow, readEntry } from '#cache/namespace/keep'
import { type LoadOutcome, leaseOf, loadAlone, loadUnderLease } from '#cache/namespace/load'
import type { Loader, NamespaceParts } from '#cache/namespace/parts'

/** A message that wakes a waiting call may be lost. */
const lookMs = 250
/** After a failed load the stale value is handed out for so long before the loader is asked again. */
export const pauseMs = 1_000

export interface Flight<Value> {
  readonly key: string
  readonly load: Loader<Value>
  readonly tags: readonly string[]
  /** Id of an entry that this version cannot read. */
  readonly unreadable: string | undefined
  /** Called once no further call may take part. */
  readonly close: () => void
}

export const fly = async <Value>(
  parts: NamespaceParts<Value>,
  flight: Flight<Value>,
): Promise<LoadOutcome<Value>> => {
  const { key, load } = flight
  const { counts, level, link, memory, policy } = parts
  const place = { namespace: parts.name, key }
  const loading = { ...flight, token: randomUUID() }
  const until = performance.now() + policy.loadMs
  const waiter = parts.waiters.wait(key)
  let { unreadable } = flight
  let hasWaited = false
  try {
    for (;;) {
      const asOf = parts.next()
      const asked = askedNow(parts, key)
      const answer = await link.ask(() => level.lease(place, leaseOf(parts, loading), unreadable))
      const servedStale = (entry: SharedEntry | undefined): LoadOutcome<Value> | undefined => {
        const stale = entry && readEntry(parts, entry, asked)
        if (stale === undefined) return undefined
        counts.staleServed += 1
        return { value: stale.value, asOf, isKept: false }
      }
      if (answer === away) return await withoutLevel(parts, flight)
      if (answer.kind === 'fresh') {
        const kept = readEntry(parts, answer.entry, asked)
        if (kept === undefined) {
          unreadable = answer.entry.id
          continue
        }
        if (hasWaited) counts.loadsSaved += 1
        memory.put(key, kept, asked.mark)
        return { value: kept.value, asOf, isKept: false }
      }
      if (answer.kind === 'granted')
        try {
          return await loadUnderLease(parts, loading, flight.close)
        } catch (error) {
          const outcome = servedStale(answer.stale)
          const ms = outcome ? pauseMs : 0
          void link.ask(() => level.giveUp(place, loading.token, ms))
          if (outcome) return outcome
          throw error
        }
      if (answer.kind === 'paused') {
        const outcome = servedStale(answer.stale)
        if (outcome) return outcome
      }
      if (performance.now() > until) return await loadAlone(parts, load)
      hasWaited = true
      await waiter.woken(Math.min(answer.ms, lookMs))
    }
  } finally {
    waiter.end()
  }
}

/** A value in memory may be overwritten in the shared level by now: only a failing loader brings the value back. */
const withoutLevel = async <Value>(
  parts: NamespaceParts<Value>,
  { key, load }: Flight<Value>,
): Promise<LoadOutcome<Value>> => {
  const asOf = parts.next()
  try {
    return await loadAlone(parts, load)
  } catch (error) {
    const kept = parts.policy.staleMs > 0 ? parts.memory.get(key) : undefined
    if (kept === undefined || kept.keptUntil < parts.now()) throw error
    parts.counts.staleServed += 1
    return { value: kept.value, asOf, isKept: false }
  }
}
