/** Writes and invalidations: done once no process can read the older value. */
import { randomUUID } from 'node:crypto'
import { setTimeout as pass } from 'node:timers/promises'
import type { Invalidation } from '#cache/levels/level'
import { away } from '#cache/link/link'
import { writeEntry } from '#cache/namespace/keep'
import { leaseOf } from '#cache/namespace/load'
import type { NamespaceParts } from '#cache/namespace/parts'

/**
 * `everywhere`: no process reads an older value any more. `queued`: the shared level is away; the older value ends as
 * soon as the level is back, and until then other processes may read the older value.
 */
export type WriteReach = 'everywhere' | 'queued'

export interface Writes<Value> {
  set(key: string, value: Value, tags: readonly string[]): Promise<WriteReach>
  invalidate(what: readonly Invalidation[]): Promise<WriteReach>
}

export const openWrites = <Value>(parts: NamespaceParts<Value>): Writes<Value> => {
  const { level, link, memory, name, policy } = parts

  /** Other processes serve from memory until their proofs from before the write have ended. */
  const settled = async (at: number): Promise<WriteReach> => {
    const ms = policy.memory ? at + level.settleMs - performance.now() : 0
    if (ms > 0) await pass(ms)
    return 'everywhere'
  }

  const queue = (what: readonly Invalidation[]): WriteReach => {
    link.sendLater(what)
    return 'queued'
  }

  const invalidate = async (what: readonly Invalidation[]): Promise<WriteReach> => {
    for (const one of what)
      if (one.kind === 'key') memory.drop(one.key)
      else if (one.kind === 'tag') memory.dropTag(one.tag)
      else memory.clear()
    const done = await link.ask(() => level.invalidate(what))
    return done === away ? queue(what) : settled(performance.now())
  }

  return {
    invalidate,
    async set(key, value, tags) {
      const place = { namespace: name, key }
      const drop = { kind: 'key', ...place } as const
      const { entry } = writeEntry(parts, value, tags)
      if (entry === undefined) return invalidate([drop])
      const token = randomUUID()
      memory.drop(key)
      const seized = await link.ask(() => level.seize(place, leaseOf(parts, { token, tags })))
      const at = performance.now()
      // A fill that comes late is refused; a set that the level did not answer ends as an invalidation.
      if (seized === away) return queue([drop])
      const filled = await link.ask(() => level.fillIn(place, token, entry))
      if (filled === away) return queue([drop])
      parts.counts.bytesWritten += entry.payload.length
      return settled(at)
    },
  }
}
