/**
 * Keeps heads of the record in the audit channel, and reads the channel back: a head that is there and not in
 * the record, or was told and is not there, is found.
 */
import { compareChannel, headLine, oldestTold, type Told } from '#audit/compare-channel'
import { type Anchor, newestOf, start } from '#audit/head'
import { readLatest } from '#audit/read-entries'
import { heldOrRemoved } from '#audit/tombstones/read-tombstones'
import { notCompared, type ReadChannel } from '#model/record/channel'
import type { HeadSigner } from '#signing/heads'
import { beginning, insertAnchor, knownAnchors } from '#store/anchors'
import { channelLooked } from '#store/channel-looks'
import { clockOf, type Store } from '#store/store'

export interface ChannelKeeper {
  /** The head to tell now, if any. */
  due(): Promise<Anchor | null>
  /** The head with its signature, as people copy the head. */
  lineOf(head: Anchor): string
  /** Slack has the head as message `ts`. */
  told(head: Anchor, ts: string): Promise<void>
  /** Looks at the newest page, and at the next older page. Returns the heads that have to be told again. */
  compare(read: ReadChannel): Promise<readonly Anchor[]>
  /** Signed heads of the channel that the record has to have. */
  seen(): Promise<readonly Anchor[]>
}

/** Entries between two heads in the channel. */
const everyEntries = 100
const everyMs = 86_400_000

/** Rows of the control database per look. */
const looked = 1_000

export const openChannelKeeper = (
  store: Store,
  channel: string,
  heads: HeadSigner,
  alarm: (sentence: string) => Promise<void>,
): ChannelKeeper => {
  /** Messages before this message come next; null when the round begins anew. */
  let place: string | null = null
  /** Signed heads that the record does not have stay until a new beginning. */
  let seen:
    | { readonly begun: number; readonly missing: readonly Anchor[]; readonly newest: Anchor }
    | undefined
  let databaseKnew = { begun: 0, seq: 0 }

  const told = (head: Anchor, ts: string): Promise<void> =>
    insertAnchor(store, { place: channel, seq: head.seq, hash: head.hash, lines: 0, ts })

  const check = async (
    page: Parameters<typeof compareChannel>[0],
    known: readonly Told[],
    before: string | null,
    begun: number,
  ): Promise<readonly Anchor[]> => {
    const window = { told: known, before, now: await clockOf(store) }
    const { deleted, edited, genuine, strange } = compareChannel(page, window, heads)
    for (const { seq } of deleted)
      await alarm(
        `The message in the audit channel that told the head of entry ${seq} was deleted. Howdah tells it there again.`,
      )
    for (const { seq } of edited)
      await alarm(
        `The message in the audit channel that told the head of entry ${seq} was edited. Howdah tells it there again.`,
      )
    for (const { seq, ts } of strange) {
      await alarm(
        `A message in the audit channel tells a head of entry ${seq} that nobody with the key wrote.`,
      )
      // Said once: a row without a head stands for the message.
      await told({ seq: 0, hash: '' }, ts)
    }
    const there = await heldOrRemoved(store, genuine)
    const isThere = (one: Anchor) =>
      there.some(({ seq, hash }) => seq === one.seq && hash === one.hash)
    // A bot that was killed between Slack's yes and the row has told a head without a row.
    for (const one of genuine.filter(isThere))
      if (!known.some(({ seq, ts }) => seq === one.seq || ts === one.ts)) await told(one, one.ts)
    const earlier = seen?.begun === begun ? seen : { missing: [], newest: start }
    seen = {
      begun,
      missing: [...earlier.missing, ...genuine.filter(one => !isThere(one))].slice(0, looked),
      newest: newestOf([earlier.newest, ...genuine]),
    }
    return [...deleted, ...edited]
  }

  return {
    lineOf: head => headLine(head, heads.sign(head)),
    told,
    async due() {
      const [head] = await readLatest(store, 1)
      const { known } = await knownAnchors(store, channel, looked)
      const newest = known.toSorted((one, other) => other.seq - one.seq)[0]
      if (!head || newest === undefined || newest.seq === 0) return head ?? null
      const since = (await clockOf(store)).getTime() - newest.at.getTime()
      const entries = head.seq - newest.seq
      return entries >= everyEntries || (entries > 0 && since >= everyMs) ? head : null
    },
    async compare(read) {
      const { known, strange } = await knownAnchors(store, channel, looked)
      const begun = await beginning(store)
      if (strange > 0) await alarm('The control database has anchors that Howdah did not write.')
      const newest = newestOf(known).seq
      if (databaseKnew.begun === begun && newest < databaseKnew.seq)
        await alarm(
          `The control database has lost what it knew of the head of entry ${databaseKnew.seq} in the audit channel.`,
        )
      databaseKnew = { begun, seq: newest }
      const first = await read(null)
      await channelLooked(store, channel, 'because' in first ? notCompared(first) : null)
      // After a new beginning the channel has heads of an earlier record, until the first head of this record.
      if ('because' in first || (begun > 0 && newest === 0)) return []
      const again = await check(first, known, null, begun)
      const oldest = oldestTold(known)
      const goesOn = ({ more, from }: typeof first): boolean =>
        more && from !== null && oldest !== null && oldest < from
      if (!goesOn(first)) return again
      const before = place !== null && place < (first.from ?? '') ? place : first.from
      const older = await read(before)
      if ('because' in older) return again
      place = goesOn(older) ? older.from : null
      return [...again, ...(await check(older, known, before, begun))]
    },
    async seen() {
      if (seen === undefined || (await beginning(store)) !== seen.begun) return []
      return [...seen.missing, seen.newest].filter(({ seq }) => seq > 0)
    },
  }
}
