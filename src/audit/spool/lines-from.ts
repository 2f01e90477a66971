/** Gives the lines of a text from a place on, one at a time: an array of millions of empty lines would fill the memory. */
export function* linesFrom(text: string, from = 0): Generator<string> {
  for (let at = from; at < text.length; ) {
    const end = text.indexOf('\n', at)
    const next = end === -1 ? text.length : end
    yield text.slice(at, next)
    at = next + 1
  }
}
