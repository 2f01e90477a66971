/** Reads the text of an anchor file: which lines are anchors, and which line Howdah cannot have written. */
import type { Anchor } from '#audit/head'
import { linesFrom } from '#audit/spool/lines-from'
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
  /** Lines that are no anchors, empty lines and copies included. */
  readonly others: number
}

const written = /^(\d+) ([0-9a-f]{64})(?: (\S+))?(?: (\S+))?$/

const nothing: ParsedAnchors = {
  text: '',
  lines: 0,
  anchors: [],
  wrong: null,
  signed: false,
  others: 0,
}

/** Whoever may write in the folder could keep a process busy for minutes with a file of such lines. */
const mostOthers = 100

/**
 * Unsigned lines are from before anchors were signed: none follows a signed line. Each signature takes a tenth of a
 * millisecond, so lines of `before` are not checked again. Behind too many lines that are no anchors nothing is read.
 */
export const parseAnchors = (
  text: string,
  heads: Pick<HeadSigner, 'verify'>,
  before: ParsedAnchors = nothing,
): ParsedAnchors => {
  const grew = before.text.endsWith('\n') && text.startsWith(before.text)
  if (grew && text === before.text) return before
  const known = grew ? before : nothing
  const anchors: WrittenAnchor[] = [...known.anchors]
  const there = new Set(anchors.map(({ line }) => withoutTime(line)))
  let { wrong, signed, others, lines } = known
  for (const whole of linesFrom(text, known.text.length)) {
    if (others > mostOthers) break
    lines += 1
    const line = whole.trim()
    const said = withoutTime(line)
    if (line === '' || there.has(said)) {
      others += 1
      continue
    }
    const [, seq, hash = '', , signature] = written.exec(line) ?? []
    const isSigned = signature !== undefined
    const anchor = { seq: Number(seq), hash, line, number: lines, signed: isSigned }
    const fault = faultOf(seq === undefined ? undefined : anchor, signature, signed, heads)
    if (fault === null) {
      anchors.push(anchor)
      there.add(said)
    } else {
      wrong ??= `line ${lines} ${fault}`
      others += 1
    }
    signed ||= isSigned && fault === null
  }
  if (others > mostOthers)
    wrong ??= `line ${lines} follows ${mostOthers} lines that are empty or copies of an anchor`
  return { text, lines, anchors, wrong, signed, others }
}

/** The time of an anchor is not signed: a copy may tell another one. */
const withoutTime = (line: string): string => line.split(' ').toSpliced(2, 1).join(' ')

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
  const isOurs = (one: WrittenAnchor): boolean => one.signed || (one.seq <= since && inRecord(one))
  const first = anchors.find(one => !isOurs(one))
  return first === undefined
    ? { anchors, wrong }
    : { anchors: anchors.filter(isOurs), wrong: `line ${first.number} ${unsigned}` }
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
