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

const written = /^(\d+) ([0-9a-f]{64})(?: (\S+))?(?: (\S+))?$/

/** Unsigned lines are from before anchors were signed: none follows a signed line. */
export const parseAnchors = (text: string, heads: Pick<HeadSigner, 'verify'>): ReadAnchors => {
  const anchors: WrittenAnchor[] = []
  let wrong: string | null = null
  let signed = false
  for (const [index, line] of text.split('\n').entries()) {
    if (line.trim() === '') continue
    const [, seq, hash = '', , signature] = written.exec(line.trim()) ?? []
    const anchor = { seq: Number(seq), hash, line: line.trim() }
    const fault = faultOf(seq === undefined ? undefined : anchor, signature, signed, heads)
    if (fault === null) anchors.push(anchor)
    else wrong ??= `line ${index + 1} ${fault}`
    signed ||= signature !== undefined && fault === null
  }
  return { anchors, wrong }
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
