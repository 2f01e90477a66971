/** Runs rounds of both builds in turn, so that other load on the machine affects both builds alike. */
import type { Build } from './house.ts'

export interface Figures {
  readonly ms: number
  readonly peakMb: number
}

export interface Compared<Found extends Figures> {
  readonly before: readonly Found[]
  readonly after: readonly Found[]
  /** Of the median times. */
  readonly timeRatio: number
}

export const compare = async <Found extends Figures, Run extends Pick<Build, 'name'> = Build>(
  what: string,
  builds: { readonly before: Run; readonly after: Run; readonly rounds: number },
  run: (build: Run, round: number) => Promise<Found>,
): Promise<Compared<Found>> => {
  const before: Found[] = []
  const after: Found[] = []
  for (let round = 0; round < builds.rounds; round += 1) {
    before.push(await run(builds.before, round))
    after.push(await run(builds.after, round))
  }
  console.log(what)
  tell(builds.before.name, before)
  tell(builds.after.name, after)
  const ratio = (of: (found: Figures) => number) => middle(after.map(of)) / middle(before.map(of))
  const timeRatio = ratio(({ ms }) => ms)
  const peakRatio = ratio(({ peakMb }) => peakMb)
  console.log(`  ratio: time ${timeRatio.toFixed(2)}, peak ${peakRatio.toFixed(2)}`)
  return { before, after, timeRatio }
}

const tell = (name: string, found: readonly Figures[]): void => {
  const ms = middle(found.map(one => one.ms))
  const peak = middle(found.map(one => one.peakMb))
  console.log(`  ${name.padEnd(8)} ${ms.toFixed(0).padStart(6)} ms, peak ${peak.toFixed(0)} MB`)
}

const middle = (found: readonly number[]): number =>
  found.toSorted((one, other) => one - other)[Math.floor((found.length - 1) / 2)] ?? Number.NaN
