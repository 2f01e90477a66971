/** Compares an anchor file with the knowledge of the control database and of this process. */

import type { ReadAnchors } from '#audit/anchors/read-anchors'
import type { Anchor } from '#audit/head'

/** What an anchor file is known to have had. */
export interface Expected extends Anchor {
  /** Anchors up to this one. */
  readonly lines: number
}

/** How many of these anchors come up to `seq`. */
export const linesUpTo = (anchors: readonly Anchor[], seq: number): number =>
  new Set(anchors.filter(one => one.seq <= seq).map(one => one.seq)).size

/** The fault of the file; null when every expected anchor is in the file. */
export const fileFault = (
  { anchors, wrong }: ReadAnchors,
  expected: readonly Expected[],
): string | null => {
  const [newest] = expected.toSorted((one, other) => other.seq - one.seq)
  if (newest !== undefined && newest.seq > 0) {
    if (anchors.length === 0 && wrong === null) return 'it was emptied or removed'
    const there = anchors.filter(({ seq }) => seq === newest.seq)
    if (there.some(({ hash }) => hash !== newest.hash))
      return `its anchor of entry ${newest.seq} was edited`
    if (there.length === 0 && wrong === null)
      return `its anchor of entry ${newest.seq} was cut off or removed`
  }
  if (wrong !== null) return `its ${wrong}`
  const lost = Math.max(0, ...expected.map(({ seq, lines }) => lines - linesUpTo(anchors, seq)))
  return lost === 0
    ? null
    : `${lost === 1 ? 'one of its anchors was' : `${lost} of its anchors were`} removed`
}
