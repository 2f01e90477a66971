/**
 * Neighbouring statements of a single pattern, or of two or three that take turns, where only names differ: shown as a
 * few.
 */
import { count, fewOf } from '#text/figures'

export interface Foldable {
  readonly action: {
    readonly place: object
    readonly role: string | null
    readonly text: string
    readonly values: readonly unknown[]
  }
  /** Names in which neighbouring statements differ, the name to show last; empty where the statement stands alone. */
  readonly alike?: readonly string[]
}

/** Longer runs show the first two turns and the last. */
const most = 8

/** Statements that take turns: a partition is made, filled and attached. */
const periods = [1, 2, 3]

/** Runs of steps that are not shown, by the place of the first. */
export const foldedAway = (steps: readonly Foldable[]): ReadonlyMap<number, readonly number[]> => {
  const folded = new Map<number, readonly number[]>()
  for (const { places, period } of runsOf(steps)) {
    const hidden = places.length > most ? places.slice(2 * period, -period) : []
    const [first] = hidden
    if (first !== undefined) folded.set(first, hidden)
  }
  return folded
}

/** Writes each step, and a line for each run that is folded away. */
export const written = <Step extends Foldable, Line>(
  steps: readonly Step[],
  write: (step: Step, place: number) => Line,
  more: (words: string) => Line,
): readonly Line[] => {
  const folded = foldedAway(steps)
  const hidden = new Set([...folded.values()].flat())
  return steps.flatMap((step, place) => {
    const run = folded.get(place)
    if (run) {
      const names = namesIn(steps, run)
      return [more(`the same for ${count(names.length)} more: ${fewOf(names, 12)}`)]
    }
    return hidden.has(place) ? [] : [write(step, place)]
  })
}

/** Statements that take turns have one name. */
const namesIn = (steps: readonly Foldable[], run: readonly number[]): readonly string[] => [
  ...new Set(run.map(place => steps[place]?.alike?.at(-1) ?? '')),
]

interface Run {
  readonly places: readonly number[]
  /** The number of statements in a turn. */
  readonly period: number
}

const runsOf = (steps: readonly Foldable[]): readonly Run[] => {
  const patterns = steps.map(patternOf)
  const runs: Run[] = []
  for (let place = 0; place < patterns.length; ) {
    const [longest] = periods
      .map(period => ({ period, length: lengthOf(patterns, place, period) }))
      .toSorted((one, other) => other.length - one.length)
    const { length, period } = longest && longest.length > 0 ? longest : { length: 1, period: 1 }
    const from = place
    runs.push({ places: Array.from({ length }, (_, at) => from + at), period })
    place += length
  }
  return runs
}

/** How many statements from `from` on come again after `period` others, in whole turns; 0 for less than two turns. */
const lengthOf = (patterns: readonly (string | null)[], from: number, period: number): number => {
  let end = from + period
  while (
    end < patterns.length &&
    patterns[end] !== null &&
    patterns[end] === patterns[end - period]
  )
    end += 1
  const turns = Math.floor((end - from) / period)
  return turns < 2 ? 0 : turns * period
}

/** The statement without the names; null where the statement stands alone. */
const patternOf = ({ action, alike = [] }: Foldable): string | null => {
  if (alike.length === 0) return null
  const { place, role, text, values } = action
  const names = alike.toSorted((one, other) => other.length - one.length)
  const pattern = names.reduce((whole, name) => whole.replaceAll(name, '…'), text)
  return JSON.stringify([place, role, pattern, values])
}
