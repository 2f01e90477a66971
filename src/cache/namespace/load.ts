/** Asks the loader: under a lease of the shared level, or without the level. */

import type { LeaseRequest } from '#cache/levels/level'
import { away } from '#cache/link/link'
import { askedNow, keptOf, writeEntry } from '#cache/namespace/keep'
import type { Loader, NamespaceParts } from '#cache/namespace/parts'
import { longestMs } from '#cache/policy'
import { Failure } from '#src/errors'
import { inTime } from '#src/in-time'

/** A killed loader keeps further processes waiting for so long. */
const leaseMs = 2_000
const renewMs = 500

export interface LoadOutcome<Value> {
  readonly value: Value
  /** Counts for each call that came before; order of the request that brought the value. */
  readonly asOf: number
  /** Nothing was written between lease and fill: counts for each call that came before the fill. */
  readonly isKept: boolean
}

export interface Loading<Value> {
  readonly key: string
  readonly token: string
  readonly load: Loader<Value>
  readonly tags: readonly string[]
}

export const leaseOf = (
  { policy }: Pick<NamespaceParts<unknown>, 'policy'>,
  { token, tags }: Pick<Loading<unknown>, 'token' | 'tags'>,
): LeaseRequest => ({ token, leaseMs, tags, tagMs: longestMs(policy) + policy.loadMs + leaseMs })

/** Loads within the time of the policy. */
export const timedLoad = async <Value>(
  { name, policy, counts, latencies }: NamespaceParts<Value>,
  load: Loader<Value>,
): Promise<Value> => {
  const began = performance.now()
  const ending = new AbortController()
  counts.loads += 1
  try {
    const coming = (async () => load({ signal: ending.signal }))()
    return await inTime(coming, policy.loadMs, () => {
      throw new Failure(
        'cache.slow-loader',
        `The loader of ${name} gave no value within ${policy.loadMs} ms.`,
        'Look into what the loader asks, or raise loadMs.',
      )
    })
  } catch (error) {
    counts.loadsFailed += 1
    ending.abort(error)
    throw error
  } finally {
    latencies.load.record(performance.now() - began)
  }
}

/** `beforeFill` is called once no further call may take the value on the ground that the value was kept. */
export const loadUnderLease = async <Value>(
  parts: NamespaceParts<Value>,
  { key, token, load, tags }: Loading<Value>,
  beforeFill: () => void,
): Promise<LoadOutcome<Value>> => {
  const { name, level, link, memory, counts } = parts
  const place = { namespace: name, key }
  const asOf = parts.next()
  const renewing = setInterval(
    () => void link.ask(() => level.renew(place, token, leaseMs)),
    renewMs,
  ).unref()
  let written
  try {
    written = writeEntry(parts, await timedLoad(parts, load), tags)
  } finally {
    clearInterval(renewing)
    beforeFill()
  }
  const { value, entry } = written
  if (entry === undefined) {
    void link.ask(() => level.giveUp(place, token, 0))
    return { value, asOf, isKept: false }
  }
  const asked = askedNow(parts, key)
  const filled = await link.ask(() => level.fillIn(place, token, entry))
  if (filled === true) {
    counts.bytesWritten += entry.payload.length
    memory.put(key, keptOf(written, entry, asked), asked.mark)
  } else if (filled !== away) counts.outrun += 1
  return { value, asOf, isKept: filled === true }
}

/** The shared level is away: no value is kept, so that no caller reads a value that was overwritten meanwhile. */
export const loadAlone = <Value>(
  parts: NamespaceParts<Value>,
  load: Loader<Value>,
): Promise<LoadOutcome<Value>> =>
  parts.alone(async () => {
    parts.counts.loadsAlone += 1
    const asOf = parts.next()
    return { value: await timedLoad(parts, load), asOf, isKept: false }
  })
