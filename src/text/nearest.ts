/**
 * The nearest of some words, by edits; undefined when none is near. `allowed` says how many edits a word
 * may be away.
 */
export const nearest = (
  said: string,
  words: readonly string[],
  allowed = (word: string): number => Math.max(2, word.length / 3),
): string | undefined => {
  // Each letter too many is an edit, and somebody may have said thousands.
  if (words.every(word => said.length - word.length > allowed(word))) return undefined
  const measured = words
    .map(word => ({ word, far: distance(said.toLowerCase(), word) }))
    .sort((one, other) => one.far - other.far)
  const [best] = measured
  return best && best.far <= allowed(best.word) ? best.word : undefined
}

/** The name that a wrong name means: the only one that goes on behind a hyphen, else the nearest; undefined when none is near. */
export const meantName = (said: string, names: readonly string[]): string | undefined => {
  const longer = names.filter(name => name.startsWith(`${said}-`))
  return longer.length === 1 ? longer[0] : nearest(said, names)
}

/** Levenshtein's distance; two letters that changed places are one edit. */
const distance = (one: string, other: string): number => {
  let before: readonly number[] = []
  let row: readonly number[] = Array.from({ length: other.length + 1 }, (_, index) => index)
  for (const [i, a] of one.split('').entries()) {
    const next = [i + 1]
    for (const [j, b] of other.split('').entries()) {
      const swapped = i > 0 && j > 0 && a === other[j - 1] && one[i - 1] === b
      next.push(
        Math.min(
          (next[j] ?? 0) + 1,
          (row[j + 1] ?? 0) + 1,
          (row[j] ?? 0) + (a === b ? 0 : 1),
          swapped ? (before[j - 1] ?? 0) + 1 : Number.POSITIVE_INFINITY,
        ),
      )
    }
    before = row
    row = next
  }
  return row.at(-1) ?? 0
}
