/** Early refresh: a value near the end is loaded anew by a single process, while all callers still get the old value. */
import { randomUUID } from 'node:crypto'
import { away } from '#cache/link/link'
import { pauseMs } from '#cache/namespace/fly'
import { askedNow, readEntry } from '#cache/namespace/keep'
import { leaseOf, loadUnderLease } from '#cache/namespace/load'
import type { Loader, NamespaceParts } from '#cache/namespace/parts'

export type Refresh<Value> = (key: string, load: Loader<Value>, tags: readonly string[]) => void

/** A different process loads: hits ask the shared level again after this. */
const againMs = 250

export const openRefresh = <Value>(parts: NamespaceParts<Value>): Refresh<Value> => {
  const going = new Set<string>()
  const { counts, level, link, memory, name } = parts

  const refresh = async (
    key: string,
    load: Loader<Value>,
    tags: readonly string[],
  ): Promise<void> => {
    const place = { namespace: name, key }
    const loading = { key, load, tags, token: randomUUID() }
    const asked = askedNow(parts, key)
    const answer = await link.ask(() => level.lease(place, leaseOf(parts, loading), undefined))
    if (answer !== away && answer.kind === 'fresh') {
      const kept = readEntry(parts, answer.entry, asked)
      if (kept) memory.put(key, kept, asked.mark)
    } else if (answer !== away && answer.kind === 'granted') {
      counts.refreshes += 1
      // A failed load is counted, and tried again by a later hit: the value has not ended yet.
      await loadUnderLease(parts, loading, () => {}).catch(() =>
        link.ask(() => level.giveUp(place, loading.token, pauseMs)),
      )
    } else await new Promise(resolve => setTimeout(resolve, againMs).unref())
  }

  return (key, load, tags) => {
    if (going.has(key)) return
    going.add(key)
    void refresh(key, load, tags).finally(() => going.delete(key))
  }
}
