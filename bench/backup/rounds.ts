/** Two ways of the same work in turns, in megabytes a second at the median of the turns. */
export const inTurns = async (
  times: number,
  bytes: () => number,
  ways: readonly (() => Promise<void>)[],
): Promise<readonly number[]> => {
  const found = ways.map((): number[] => [])
  // The first turn fills the cache of the disk for both, and is left out.
  for (let turn = 0; turn <= times; turn += 1)
    for (const [index, way] of ways.entries()) {
      const started = performance.now()
      await way()
      const seconds = (performance.now() - started) / 1_000
      if (turn > 0) found[index]?.push(bytes() / 1_024 ** 2 / seconds)
    }
  return found.map(middle)
}

/** The middle one; of an even number the higher. */
export const middle = (values: readonly number[]): number =>
  values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)] ?? 0
