/**
 * Goes over the record a part at a time: what is newer than the newest anchor, and the next part of the
 * whole, round and round. What it finds is what a look at all of it would find, only later.
 */
import type { ChainedEntry } from '#audit/entry'
import { partSize } from '#audit/read-entries'
import { type Anchor, type CheckDepth, newestOf, start, wrongIn } from '#audit/verify'

/** A sentence when what was read this time does not hold. */
export type Patrol = (check?: CheckDepth) => Promise<string | null>

export const openPatrol = (
  read: (seq: number) => Promise<readonly ChainedEntry[]>,
  anchors: () => readonly Anchor[],
): Patrol => {
  let place = start
  return async (check = 'chain and anchors') => {
    const { seq } = newestOf(anchors())
    const known = check === 'chain' ? [] : anchors()
    const recent = await read(Math.max(seq, 1))
    const [first] = recent
    // What the first one follows is seen when the round comes by.
    const before = seq > 1 && first ? { seq: seq - 1, hash: first.prev } : start
    const part = await read(place.seq + 1)
    const found = wrongIn(before, recent, known) ?? wrongIn(place, part, known)
    if (found) return found.sentence
    place = part.length < partSize ? start : (part.at(-1) ?? start)
    return null
  }
}
