/** The way of a read that memory cannot answer: the shared level, then one load for all callers. */
import { away } from '#cache/link/link'
import { fly } from '#cache/namespace/fly'
import { askedNow, readEntry } from '#cache/namespace/keep'
import type { LoadOutcome } from '#cache/namespace/load'
import type { Loader, NamespaceParts } from '#cache/namespace/parts'
import type { Refresh } from '#cache/namespace/refresh'

export const openObtain = <Value>(
  parts: NamespaceParts<Value>,
  refresh: Refresh<Value>,
): ((key: string, load: Loader<Value>, tags: readonly string[]) => Promise<Value>) => {
  const flights = new Map<string, Promise<LoadOutcome<Value>>>()
  const { counts, latencies, memory } = parts

  const begin = (
    key: string,
    load: Loader<Value>,
    tags: readonly string[],
    unreadable: string | undefined,
  ): Promise<LoadOutcome<Value>> => {
    const close = () => {
      if (flights.get(key) === flight) flights.delete(key)
    }
    const flight = fly(parts, { key, load, tags, unreadable, close }).finally(() => close())
    flights.set(key, flight)
    return flight
  }

  return async (key, load, tags) => {
    const asked = parts.next()
    let isMiss = false
    for (;;) {
      let flight = flights.get(key)
      let unreadable: string | undefined
      if (flight === undefined) {
        const before = askedNow(parts, key)
        const began = performance.now()
        const entry = await parts.read(key)
        if (entry !== away && entry !== undefined) {
          latencies.shared.record(performance.now() - began)
          const kept = readEntry(parts, entry, before)
          if (kept === undefined) unreadable = entry.id
          else if (entry.freshMs > 0) {
            if (!isMiss) counts.sharedHits += 1
            memory.put(key, kept, before.mark)
            if (entry.refreshMs <= 0) refresh(key, load, tags)
            return kept.value
          }
        }
        flight = flights.get(key)
      }
      if (!isMiss) counts.misses += 1
      isMiss = true
      const joined = flight !== undefined
      const outcome = await (flight ?? begin(key, load, tags, unreadable))
      if (outcome.isKept || outcome.asOf > asked) {
        if (joined) counts.loadsSaved += 1
        return outcome.value
      }
    }
  }
}
