/** Finds altered entries of a record: by the chain, and by the heads that were anchored outside. */
import { type ChainedEntry, hashOf } from '#audit/entry'
import { saysNumber } from '#audit/genuine-entry'
import { type Anchor, newestOf, start } from '#audit/head'
import type { Genuineness } from '#model/record/genuineness'
import { counted } from '#text/figures'

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

export interface Wrong {
  readonly first: number
  readonly sentence: string
}

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
    if (entry.seq !== seq) return wrong(seq, `entry ${seq} is missing.`)
    if (entry.prev !== prev) return wrong(seq, `entry ${seq} does not follow the one before it.`)
    if (hashOf(prev, entry.body) !== entry.hash) return altered(entry)
    const stranger = strangerIn(entry, signed)
    if (stranger) return stranger
    prev = entry.hash
  }
  for (const { seq, hash } of anchors) {
    const entry = entries[seq - after.seq - 1]
    if (entry && entry.hash !== hash) {
      return wrong(
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
    : wrong(
        entry.seq,
        `entry ${entry.seq} was not written by Howdah: ${genuine === 'unsigned' ? 'it has no signature' : 'its signature is not right'}${named(entry.body)}.`,
      )
}

const altered = ({ seq, body }: ChainedEntry): Wrong =>
  wrong(seq, `entry ${seq} was altered${named(body)}.`)

/** The sentence for a short record. A restore and a cut-off end look the same from here. */
export const endsEarly = (last: number, anchored: number): string =>
  `The record ends at entry ${last}, and entry ${anchored} was anchored outside. It was restored from an older state, or its end was removed.`

export const otherThanAnchored = (seq: number): string =>
  `Entry ${seq} of the record is not the one that was anchored outside. It was restored from an older state and written on since, or it was rewritten.`

const wrong = (first: number, what: string): Wrong => ({
  first,
  sentence: `The record was tampered with: ${what}`,
})

/** Checks a whole record, batch by batch; the next batch is read meanwhile. */
export const verifyParts = async (
  read: (seq: number) => Promise<readonly ChainedEntry[]>,
  outside: Outside,
): Promise<Verdict> => {
  let place = start
  let next = read(place.seq + 1)
  for (;;) {
    const part = await next
    const last = part.at(-1)
    if (last) next = read(last.seq + 1)
    // Nobody waits for this batch when the present one does not hold.
    next.catch(() => {})
    const found = wrongIn(place, part, outside)
    if (found) return { ok: false, entries: place.seq + part.length, ...found }
    if (!last) return verdictAtEnd(place.seq, newestOf(outside.anchors).seq)
    place = last
  }
}

const verdictAtEnd = (entries: number, anchored: number): Verdict => {
  return entries < anchored
    ? {
        ok: false,
        entries,
        first: entries + 1,
        sentence: endsEarly(entries, anchored),
      }
    : {
        ok: true,
        entries,
        first: null,
        sentence: `The record holds: ${counted(entries, 'entry', 'entries')}, anchored outside up to entry ${anchored}.`,
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
