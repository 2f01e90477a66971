/** Reads the text of an anchor file: which lines are anchors, and which line Howdah cannot have written. */
import type { Anchor } from '#audit/head'
import type { HeadSigner } from '#signing/heads'

export interface WrittenAnchor extends Anchor {
  /** As in the file. */
  readonly line: string
  readonly number: number
  /** False for a line of a build that signed no anchors. */
  readonly signed: boolean
}

export interface ReadAnchors {
  readonly anchors: readonly WrittenAnchor[]
  /** The fault of the first line that is no anchor; null when all lines are anchors. */
  readonly wrong: string | null
}

/** What was read, and how far: a text that only grew is read on from there. */
export interface ParsedAnchors extends ReadAnchors {
  readonly text: string
  readonly lines: number
  /** Whether a line had a signature that is right. */
  readonly signed: boolean
}

const written = /^(\d+) ([0-9a-f]{64})(?: (\S+))?(?: (\S+))?$/

const nothing: ParsedAnchors = { text: '', lines: 0, anchors: [], wrong: null, signed: false }

/**
 * Unsigned lines are from before anchors were signed: none follows a signed line. Each signature takes a tenth of a
 * millisecond, so lines of `before` are not checked again.
 */
export const parseAnchors = (
  text: string,
  heads: Pick<HeadSigner, 'verify'>,
  before: ParsedAnchors = nothing,
): ParsedAnchors => {
  const grew = before.text.endsWith('\n') && text.startsWith(before.text)
  const known = grew ? before : nothing
  const anchors: WrittenAnchor[] = [...known.anchors]
  let { wrong, signed } = known
  const lines = text.slice(known.text.length).split('\n')
  for (const [index, line] of lines.entries()) {
    if (line.trim() === '') continue
    const [, seq, hash = '', , signature] = written.exec(line.trim()) ?? []
    const anchor = {
      seq: Number(seq),
      hash,
      line: line.trim(),
      number: known.lines + index + 1,
      signed: signature !== undefined,
    }
    const fault = faultOf(seq === undefined ? undefined : anchor, signature, signed, heads)
    if (fault === null) anchors.push(anchor)
    else wrong ??= `line ${anchor.number} ${fault}`
    signed ||= signature !== undefined && fault === null
  }
  return { text, lines: known.lines + lines.length - 1, anchors, wrong, signed }
}

/** A line of somebody without the key. */
export const unsigned = 'is one that nobody with the key wrote: it has no signature'

/**
 * Takes out unsigned lines by others than Howdah. Once an anchor of the file was signed, unsigned lines are
 * of entries up to `since`, the newest entry from before signatures, and are as in the record.
 */
export const withoutStrangers = (
  { anchors, wrong }: ReadAnchors,
  since: number,
  inRecord: (anchor: Anchor) => boolean,
): ReadAnchors => {
  const strange = anchors.filter(one => !one.signed && (one.seq > since || !inRecord(one)))
  const [first] = strange
  return first === undefined
    ? { anchors, wrong }
    : {
        anchors: anchors.filter(one => !strange.includes(one)),
        wrong: `line ${first.number} ${unsigned}`,
      }
}

const faultOf = (
  anchor: Anchor | undefined,
  signature: string | undefined,
  signedBefore: boolean,
  heads: Pick<HeadSigner, 'verify'>,
): string | null => {
  if (anchor === undefined) return 'is not an anchor'
  if (signature === undefined) return signedBefore ? unsigned : null
  return heads.verify(anchor, signature) === false
    ? 'has a signature that is not by a key of Howdah'
    : null
}
