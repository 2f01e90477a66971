/** The nearest of some words, by edits; undefined when none is near. */
export const nearest = (said: string, words: readonly string[]): string | undefined => {
  const measured = words
    .map(word => ({ word, far: distance(said.toLowerCase(), word) }))
    .sort((one, other) => one.far - other.far)
  const [best] = measured
  return best && best.far <= Math.max(2, best.word.length / 3) ? best.word : undefined
}

/** Levenshtein's distance. */
const distance = (one: string, other: string): number => {
  let row = Array.from({ length: other.length + 1 }, (_, index) => index)
  for (const [i, a] of one.split('').entries()) {
    const next = [i + 1]
    for (const [j, b] of other.split('').entries()) {
      next.push(
        Math.min((next[j] ?? 0) + 1, (row[j + 1] ?? 0) + 1, (row[j] ?? 0) + (a === b ? 0 : 1)),
      )
    }
    row = next
  }
  return row.at(-1) ?? 0
}
