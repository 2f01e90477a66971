/** Finds altered entries of a record: by the chain, and by the heads that were anchored outside. */
import { type ChainedEntry, hashOf } from '#audit/entry'
import { saysNumber } from '#audit/genuine-entry'
import { type Anchor, newestOf } from '#audit/head'
import {
  anchorOf,
  type Beginning,
  presentEntries,
  removedSentence,
} from '#audit/tombstones/tombstone'
import { tamperedWith, type Wrong } from '#audit/wrong'
import type { Genuineness } from '#model/record/genuineness'

/** How the signatures of entries are checked. */
export interface SignedEntries {
  /** The newest entry from before entries were signed. */
  readonly since: number
  readonly check: (entry: ChainedEntry) => Genuineness
}

export interface Verdict {
  readonly ok: boolean
  readonly entries: number
  /** The first altered entry; null when the record holds. */
  readonly first: number | null
  readonly sentence: string
}

/** `chain` skips the anchors; used when the anchors are known to belong to another record. */
export type CheckDepth = 'chain' | 'chain and anchors'

/** What the entries are checked against, besides the chain. */
export interface Outside {
  readonly anchors: readonly Anchor[]
  readonly signed: SignedEntries
}

/**
 * Checks `entries` that should follow `after` directly. Returns the first fault; undefined when they
 * hold.
 */
export const wrongIn = (
  after: Anchor,
  entries: readonly ChainedEntry[],
  { anchors, signed }: Outside,
): Wrong | undefined => {
  let prev = after.hash
  for (const [index, entry] of entries.entries()) {
    const seq = after.seq + index + 1
    if (entry.seq !== seq) return tamperedWith(seq, `entry ${seq} is missing.`)
    if (entry.prev !== prev)
      return tamperedWith(seq, `entry ${seq} does not follow the one before it.`)
    if (hashOf(prev, entry.body) !== entry.hash) return altered(entry)
    const stranger = strangerIn(entry, signed)
    if (stranger) return stranger
    prev = entry.hash
  }
  for (const { seq, hash } of anchors) {
    const entry = entries[seq - after.seq - 1]
    if (entry && entry.hash !== hash) {
      return tamperedWith(
        seq,
        `entry ${seq} or one before it was rewritten: its anchor outside says otherwise. A restore that was written on since looks the same.`,
      )
    }
  }
  return undefined
}

/** A signed hash covers the number that the entry itself says; that of an unsigned entry is read. */
const strangerIn = (entry: ChainedEntry, { since, check }: SignedEntries): Wrong | undefined => {
  if (entry.seq <= since) return saysNumber(entry.body, entry.seq) ? undefined : altered(entry)
  const genuine = check(entry)
  return genuine === 'genuine'
    ? undefined
    : tamperedWith(
        entry.seq,
        `entry ${entry.seq} was not written by Howdah: ${genuine === 'unsigned' ? 'it has no signature' : 'its signature is not right'}${named(entry.body)}.`,
      )
}

const altered = ({ seq, body }: ChainedEntry): Wrong =>
  tamperedWith(seq, `entry ${seq} was altered${named(body)}.`)

/** The sentence for a short record. A restore and a cut-off end look the same from here. */
export const endsEarly = (last: number, anchored: number): string =>
  `The record ends at entry ${last}, and entry ${anchored} was anchored outside. It was restored from an older state, or its end was removed.`

export const otherThanAnchored = (seq: number): string =>
  `Entry ${seq} of the record is not the one that was anchored outside. It was restored from an older state and written on since, or it was rewritten.`

/**
 * Checks a whole record, batch by batch; the next batch is read meanwhile. Where entries are being removed behind a
 * tombstone, the record begins later at the next look, and the check begins anew.
 */
export const verifyParts = async (
  read: (seq: number) => Promise<readonly ChainedEntry[]>,
  { anchors, signed }: Outside,
  begins: () => Promise<Beginning>,
): Promise<Verdict> => {
  const beginning = await begins()
  if (beginning.wrong !== null) return { ok: false, entries: 0, ...beginning.wrong }
  const outside = { anchors: [...anchors, ...anchorOf(beginning)], signed }
  let place = beginning.place
  let next = read(place.seq + 1)
  for (;;) {
    const part = await next
    const last = part.at(-1)
    if (last) next = read(last.seq + 1)
    // Nobody waits for this batch when the present one does not hold.
    next.catch(() => {})
    const found = wrongIn(place, part, outside)
    if (found) {
      const { place: now } = await begins()
      if (now.seq > place.seq) return verifyParts(read, { anchors, signed }, begins)
      return { ok: false, entries: place.seq - beginning.place.seq + part.length, ...found }
    }
    if (!last) return verdictAtEnd(beginning, place.seq, newestOf(anchors).seq)
    place = last
  }
}

const verdictAtEnd = (beginning: Beginning, last: number, anchored: number): Verdict => {
  const { place } = beginning
  const entries = last - place.seq
  return last < anchored
    ? {
        ok: false,
        entries,
        first: last + 1,
        sentence: endsEarly(last, anchored),
      }
    : {
        ok: true,
        entries,
        first: null,
        sentence: `The record holds: ${presentEntries(place, last)}, anchored outside up to entry ${anchored}.${removedSentence(beginning)}`,
      }
}

const named = (body: string): string => {
  try {
    const { kind, actor } = JSON.parse(body) as { kind?: unknown; actor?: unknown }
    return ` (it now says: ${String(kind)} by ${String(actor)})`
  } catch {
    return ''
  }
}
