/** Rates of several ways in turn, so that a busy machine slows all of them. */

export interface Way {
  readonly name: string
  /** Runs `calls` calls. */
  readonly run: (calls: number) => Promise<void>
}

/** Calls per second of CPU of this process: others keep the machine busy. The median of the rounds. */
export const ratesOf = async (
  ways: readonly Way[],
  { calls, rounds }: { readonly calls: number; readonly rounds: number },
): Promise<ReadonlyMap<string, number>> => {
  const found = new Map<string, number[]>(ways.map(({ name }) => [name, []]))
  for (const { run } of ways) await run(Math.ceil(calls / 5))
  for (let round = 0; round < rounds; round += 1)
    for (const { name, run } of ways) {
      const before = process.cpuUsage()
      await run(calls)
      const { user, system } = process.cpuUsage(before)
      found.get(name)?.push((calls * 1e6) / (user + system))
    }
  return new Map(
    [...found].map(([name, rates]) => [name, rates.toSorted((a, b) => a - b)[rounds >> 1] ?? 0]),
  )
}

/** Prints all rates; the first way is held against each line. False where the first way falls short. */
export const judge = (
  what: string,
  rates: ReadonlyMap<string, number>,
  lines: Readonly<Record<string, number>>,
): boolean => {
  const first = [...rates.keys()][0] ?? ''
  const rate = rates.get(first) ?? 0
  console.log(`${what}:`)
  for (const [name, each] of rates) console.log(`  ${name.padEnd(28)} ${Math.round(each)}/s`)
  return Object.entries(lines)
    .map(([name, least]) => {
      const ratio = rate / (rates.get(name) ?? 0)
      const word = ratio >= least ? 'ok' : 'short'
      console.log(`  ${first} ÷ ${name}: ${ratio.toFixed(2)} (at least ${least}) ${word}`)
      return ratio >= least
    })
    .every(Boolean)
}
