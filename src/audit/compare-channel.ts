/** Compares the audit channel with the heads that the control database knows were told there. */
import type { Anchor } from '#audit/head'
import type { ChannelPage, OwnMessage } from '#model/record/channel'
import type { HeadSigner } from '#signing/heads'
import type { KnownAnchor } from '#store/anchors'

export type Told = Pick<KnownAnchor, 'seq' | 'hash' | 'ts' | 'at'>

export interface Window {
  /** What the control database knows, the newest first, since the last new beginning. */
  readonly told: readonly Told[]
  /** The page ends before this message; null for the newest page. */
  readonly before: string | null
  readonly now: Date
}

export interface ComparedChannel {
  readonly deleted: readonly Told[]
  readonly edited: readonly Told[]
  /** Heads by Howdah's key, in any message. */
  readonly genuine: readonly (Anchor & { readonly ts: string })[]
  /** Messages that tell a head without a right signature. */
  readonly strange: readonly (Anchor & { readonly ts: string })[]
}

/** The first message of this record; null before the first one. */
export const oldestTold = (told: readonly Told[]): string | null =>
  told.flatMap(({ seq, ts }) => (seq > 0 && ts !== null ? [ts] : [])).toSorted()[0] ?? null

type Verify = Pick<HeadSigner, 'verify'>

/** The line that people copy and programs read. */
export const headLine = ({ seq, hash }: Anchor, signature: string | null): string =>
  [seq, hash, signature ?? []].flat().join(' ')

const written = /\b(\d{1,15}) ([0-9a-f]{64})\b(?: ([a-z0-9-]{1,20}\.[\w-]+))?/g

const headsIn = (text: string, heads: Verify) =>
  [...text.matchAll(written)].map(([, seq, hash = '', signature]) => {
    const head = { seq: Number(seq), hash }
    const genuine = signature !== undefined && heads.verify(head, signature) !== false
    return { ...head, genuine }
  })

/** Slack keeps messages at least for a day; an older message may have gone with all messages of that time. */
const keptMs = 86_400_000

export const compareChannel = (
  { own, from, more }: ChannelPage,
  { told, before, now }: Window,
  heads: Verify,
): ComparedChannel => {
  const known = new Map(told.map(one => [one.ts, one]))
  const since = oldestTold(told) ?? ''
  const isGone = ({ ts, at }: Told): boolean => {
    if (ts === null || own.some(one => one.ts === ts) || (before !== null && ts >= before))
      return false
    const olderIsThere = from !== null && from < ts
    return olderIsThere || (!more && now.getTime() - at.getTime() < keptMs)
  }
  const expected = newestOfEach(told)
  const edited: Told[] = []
  const genuine: (Anchor & { ts: string })[] = []
  const strange: (Anchor & { ts: string })[] = []
  for (const message of own.filter(({ ts }) => ts >= since)) {
    const { ts } = message
    const found = message.texts.flatMap(text => headsIn(text, heads))
    for (const { seq, hash } of found.filter(one => one.genuine))
      if (!genuine.some(one => one.ts === ts && one.seq === seq)) genuine.push({ ts, seq, hash })
    const one = known.get(ts)
    const wrong = found.find(head => !head.genuine)
    if (expected.some(head => head.ts === ts)) {
      if (one && !shows(message, one, heads)) edited.push(one)
    } else if (one === undefined && wrong && since !== '')
      strange.push({ ts, seq: wrong.seq, hash: wrong.hash })
  }
  return { deleted: expected.filter(isGone), edited, genuine, strange }
}

/** A head that was told again is expected in the newest message alone. */
const newestOfEach = (told: readonly Told[]): readonly Told[] =>
  told.filter(
    ({ seq, ts }, place) =>
      seq > 0 && ts !== null && told.findIndex(one => one.seq === seq) === place,
  )

const shows = ({ texts }: OwnMessage, { seq, hash }: Told, heads: Verify): boolean =>
  texts.every(text => {
    const found = headsIn(text, heads)
    return (
      found.length > 0 && found.every(one => one.genuine && one.seq === seq && one.hash === hash)
    )
  })
