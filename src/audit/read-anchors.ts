/** Reads the text of an anchor file: which lines are anchors, and which line Howdah cannot have written. */
import type { Anchor } from '#audit/head'
import type { HeadSigner } from '#signing/heads'

export interface WrittenAnchor extends Anchor {
  /** As in the file. */
  readonly line: string
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
    const anchor = { seq: Number(seq), hash, line: line.trim() }
    const fault = faultOf(seq === undefined ? undefined : anchor, signature, signed, heads)
    if (fault === null) anchors.push(anchor)
    else wrong ??= `line ${known.lines + index + 1} ${fault}`
    signed ||= signature !== undefined && fault === null
  }
  return { text, lines: known.lines + lines.length - 1, anchors, wrong, signed }
}

const faultOf = (
  anchor: Anchor | undefined,
  signature: string | undefined,
  signedBefore: boolean,
  heads: Pick<HeadSigner, 'verify'>,
): string | null => {
  if (anchor === undefined) return 'is not an anchor'
  if (signature === undefined)
    return signedBefore ? 'has no signature, though a line before it has one' : null
  return heads.verify(anchor, signature) === false
    ? 'has a signature that is not by a key of Howdah'
    : null
}
