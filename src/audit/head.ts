/** A place in the chain of entries. */

/** The predecessor of the next entry, or a head that was anchored outside. */
export interface Anchor {
  readonly seq: number
  readonly hash: string
}

export const genesis = '0'.repeat(64)

/** The place before the first entry. */
export const start: Anchor = { seq: 0, hash: genesis }

export const newestOf = (anchors: readonly Anchor[]): Anchor =>
  anchors.reduce((most, one) => (one.seq > most.seq ? one : most), start)
