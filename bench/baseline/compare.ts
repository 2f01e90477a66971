/** Runs rounds of both builds in turn, so that other load on the machine affects both builds alike. */
import type { Build } from './house.ts'

export interface Figures {
  readonly ms: number
  readonly peakMb: number
}

export interface Compared<Found extends Figures> {
  readonly before: readonly Found[]
  readonly after: readonly Found[]
}

export const compare = async <Found extends Figures>(
  what: string,
  builds: { readonly before: Build; readonly after: Build; readonly rounds: number },
  run: (build: Build) => Promise<Found>,
): Promise<Compared<Found>> => {
  const before: Found[] = []
  const after: Found[] = []
  for (let round = 0; round < builds.rounds; round += 1) {
    before.push(await run(builds.before))
    after.push(await run(builds.after))
  }
  console.log(what)
  tell(builds.before.name, before)
  tell(builds.after.name, after)
  const ratio = (of: (found: Figures) => number) =>
    (middle(after, of) / middle(before, of)).toFixed(2)
  console.log(`  ratio: time ${ratio(({ ms }) => ms)}, peak ${ratio(({ peakMb }) => peakMb)}`)
  return { before, after }
}

const tell = (name: string, found: readonly Figures[]): void => {
  const ms = middle(found, one => one.ms)
  const peak = middle(found, one => one.peakMb)
  console.log(`  ${name.padEnd(8)} ${ms.toFixed(0).padStart(6)} ms, peak ${peak.toFixed(0)} MB`)
}

const middle = (found: readonly Figures[], of: (one: Figures) => number): number =>
  found.map(of).toSorted((one, other) => one - other)[Math.floor((found.length - 1) / 2)] ??
  Number.NaN
