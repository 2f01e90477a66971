/**
 * Checks the record in batches: the entries after the newest anchor, and the next batch of the whole
 * record, round and round. A patrol finds the same faults as a full check, only later.
 */

import { type Anchor, newestOf, start } from '#audit/head'
import type { RecordPart } from '#audit/read-entries'
import { anchorOf, type Beginning } from '#audit/tombstones/tombstone'
import { type CheckDepth, type SignedEntries, wrongIn } from '#audit/verify'

/** Checks the next batch. Returns a sentence when that batch does not hold. */
export type Patrol = (check?: CheckDepth) => Promise<string | null>

export const openPatrol = (
  read: (seq: number) => Promise<RecordPart>,
  anchors: () => Promise<readonly Anchor[]>,
  signedEntries: () => Promise<SignedEntries>,
  begins: () => Promise<Beginning>,
): Patrol => {
  let place = start
  const patrol: Patrol = async (check = 'chain and anchors') => {
    const known = await anchors()
    const { seq } = newestOf(known)
    const beginning = await begins()
    if (beginning.wrong !== null) return beginning.wrong.sentence
    if (place.seq < beginning.place.seq) place = beginning.place
    const outside = {
      anchors: [...(check === 'chain' ? [] : known), ...anchorOf(beginning)],
      signed: await signedEntries(),
    }
    const { entries: recent } = await read(Math.max(seq, 1))
    const [first] = recent
    // The predecessor of the first recent entry is checked when the round reaches that place.
    const before = seq > 1 && first ? { seq: seq - 1, hash: first.prev } : start
    let found = wrongIn(before, recent, outside)
    const part = found ? undefined : await read(place.seq + 1)
    found ??= part && wrongIn(place, part.entries, outside)
    // Entries that a tombstone names were removed meanwhile.
    if (found && (await begins()).place.seq > place.seq) return patrol(check)
    if (found) return found.sentence
    place = part?.isLast === false ? (part.entries.at(-1) ?? start) : start
    return null
  }
  return patrol
}
