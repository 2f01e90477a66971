/** A request of another team or another app, though with a signature or token of ours: nothing of it is looked at. */
export class Stranger extends Error {
  override readonly name = 'Stranger'
  /** Bolt hands on what has a code as it is. */
  readonly code = 'howdah_stranger'
}
