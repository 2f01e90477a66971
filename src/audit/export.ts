/** The record as lines of JSON, oldest entry first, batch by batch: the whole record may not fit in memory. */
import { type Anchor, newestOf } from '#audit/head'
import { readLatest, readPart } from '#audit/read-entries'
import { readBeginning } from '#audit/tombstones/read-tombstones'
import { anchorOf } from '#audit/tombstones/tombstone'
import { type Outside, wrongIn } from '#audit/verify'
import type { HeadSigner } from '#signing/heads'
import type { Store } from '#store/store'

/** Each batch is one string. */
const atOnce = 1_000

/**
 * Exports the entries that there are by now: each call of the function that is returned reads the same ones again.
 * The last line has a signature of the end for auditors, unless the entries read are no whole record that holds.
 */
export const exportRecord = async (
  store: Store,
  outside: () => Promise<Outside>,
  heads: Pick<HeadSigner, 'sign'>,
): Promise<() => AsyncGenerator<string>> => {
  // Anchors first: an anchor of a later entry would let the export look cut off.
  const { anchors, signed } = await outside()
  const end = (await readLatest(store, 1))[0]?.seq ?? 0
  return async function* () {
    const beginning = await readBeginning(store)
    const against = { anchors: [...anchors, ...anchorOf(beginning)], signed }
    let place: Anchor = beginning.place
    let holds = beginning.wrong === null
    while (place.seq < end) {
      const read = await readPart(store, place.seq + 1, atOnce)
      const part = read.filter(({ seq }) => seq <= end)
      const last = part.at(-1)
      if (!last) return
      holds = holds && wrongIn(place, part, against) === undefined
      place = last
      const vouched = holds && place.seq === end && newestOf(anchors).seq <= end
      const head = vouched ? heads.sign(last) : null
      yield part
        .map(one => `${JSON.stringify(one === last && head !== null ? { ...one, head } : one)}\n`)
        .join('')
    }
  }
}
