/** Reads tombstones, and where the record begins. Only entries by Howdah count. */
import type { Anchor } from '#audit/head'
import { absent, held, readPart, readPruned } from '#audit/read-entries'
import {
  type Beginning,
  beginningAt,
  type Tombstone,
  tombstoneIn,
} from '#audit/tombstones/tombstone'
import type { Store } from '#store/store'

/** The newest first. */
export const readTombstones = async (store: Store): Promise<readonly Tombstone[]> =>
  (await readPruned(store)).flatMap(entry => tombstoneIn(entry) ?? [])

export const readBeginning = async (store: Store): Promise<Beginning> => {
  const [first] = await readPart(store, 1, 1)
  return beginningAt(
    first,
    first === undefined || first.seq === 1 ? [] : await readTombstones(store),
  )
}

/** The heads that are entries of the record, or of entries that a tombstone names as removed. */
export const heldOrRemoved = async (
  store: Store,
  heads: readonly Anchor[],
): Promise<readonly Anchor[]> => {
  const [newest] = await readTombstones(store)
  const there = await held(store, heads)
  return newest === undefined ? there : [...there, ...(await absent(store, heads, newest.last))]
}
