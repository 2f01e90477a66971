/**
 * A tombstone is an entry of the record that names the entries before it that two people had removed. A record that
 * begins later than with entry 1 holds only behind a tombstone that Howdah wrote.
 */
import { type ChainedEntry, hashOf } from '#audit/entry'
import { type Anchor, start } from '#audit/head'
import { readBody } from '#audit/read-body'
import { tamperedWith, type Wrong } from '#audit/wrong'
import { counted } from '#text/figures'

export const tombstoneKind = 'record.pruned'

export interface Tombstone {
  /** The entry that is the tombstone. */
  readonly seq: number
  /** ISO 8601. */
  readonly at: string
  /** The last removed entry; every earlier entry is removed too. */
  readonly last: number
  /** Of the last removed entry. */
  readonly hash: string
  readonly askedBy: string
  readonly agreedBy: string
}

/** Undefined for an entry that is no tombstone. The caller has checked the signature of the entry. */
export const tombstoneIn = ({
  seq,
  body,
  prev,
  hash: own,
}: ChainedEntry): Tombstone | undefined => {
  const entry = readBody(body)
  if (entry?.kind !== tombstoneKind || hashOf(prev, body) !== own) return undefined
  const { last, hash, askedBy } = entry.detail
  return typeof last === 'number' &&
    last < seq &&
    typeof hash === 'string' &&
    typeof askedBy === 'string'
    ? { seq, at: entry.at, last, hash, askedBy, agreedBy: entry.actor }
    : undefined
}

/** Where a record begins. */
export interface Beginning {
  /** Before the first entry that is there. */
  readonly place: Anchor
  /** Null where no entry was removed. */
  readonly tombstone: Tombstone | null
  readonly wrong: Wrong | null
}

/** `tombstones` are by Howdah, in any order; `first` is the first entry that is there. */
export const beginningAt = (
  first: ChainedEntry | undefined,
  tombstones: readonly Tombstone[],
): Beginning => {
  if (first === undefined || first.seq === 1) return { place: start, tombstone: null, wrong: null }
  const place = { seq: first.seq - 1, hash: first.prev }
  const [tombstone = null] = tombstones
    .filter(({ last }) => last >= place.seq)
    .toSorted((one, other) => other.seq - one.seq)
  return { place, tombstone, wrong: wrongBefore(place, tombstone) }
}

const wrongBefore = ({ seq, hash }: Anchor, tombstone: Tombstone | null): Wrong | null => {
  if (tombstone === null)
    return tamperedWith(
      1,
      `${seq === 1 ? 'entry 1 is' : `entries 1 to ${seq} are`} missing, and no entry by Howdah says that two people had them removed.`,
    )
  return tombstone.last > seq || tombstone.hash === hash
    ? null
    : tamperedWith(
        seq + 1,
        `entry ${seq + 1} does not follow the last one that entry ${tombstone.seq} removed.`,
      )
}

/** A tombstone tells the hash of the last removed entry as an anchor does, while that entry is still there. */
export const anchorOf = ({ tombstone }: Beginning): readonly Anchor[] =>
  tombstone === null ? [] : [{ seq: tombstone.last, hash: tombstone.hash }]

/** A sentence after a space; empty where no entry was removed. */
export const removedSentence = ({ place, tombstone }: Beginning): string => {
  if (tombstone === null) return ''
  const { seq, at, askedBy, agreedBy } = tombstone
  const which = place.seq === 1 ? 'Entry 1 was' : `Entries 1 to ${place.seq} were`
  return ` ${which} removed, as ${askedBy} asked and ${agreedBy} agreed on ${at.slice(0, 10)} (entry ${seq}).`
}

export const presentEntries = (place: Anchor, last: number): string =>
  counted(last - place.seq, 'entry', 'entries')
