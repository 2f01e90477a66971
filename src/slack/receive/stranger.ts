/** A request of a foreign team or app, though with Howdah's signature or token; the content is not read. */
export class Stranger extends Error {
  override readonly name = 'Stranger'
}
