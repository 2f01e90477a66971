/** Neighbouring statements of a single pattern, where only names differ, shown as a few. */
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

/** Longer runs show the first two and the last. */
const most = 8

/** Runs of steps that are not shown, by the place of the first. */
export const foldedAway = (steps: readonly Foldable[]): ReadonlyMap<number, readonly number[]> => {
  const folded = new Map<number, readonly number[]>()
  for (const run of runsOf(steps)) {
    const hidden = run.length > most ? run.slice(2, -1) : []
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
    if (run)
      return [more(`the same for ${count(run.length)} more: ${fewOf(namesIn(steps, run), 12)}`)]
    return hidden.has(place) ? [] : [write(step, place)]
  })
}

const namesIn = (steps: readonly Foldable[], run: readonly number[]): readonly string[] =>
  run.map(place => steps[place]?.alike?.at(-1) ?? '')

const runsOf = (steps: readonly Foldable[]): readonly (readonly number[])[] => {
  const runs: number[][] = []
  let before: string | null = null
  for (const [place, step] of steps.entries()) {
    const pattern = patternOf(step)
    if (pattern !== null && pattern === before) runs.at(-1)?.push(place)
    else runs.push([place])
    before = pattern
  }
  return runs
}

/** The statement without the names; null where the statement stands alone. */
const patternOf = ({ action, alike = [] }: Foldable): string | null => {
  if (alike.length === 0) return null
  const { place, role, text, values } = action
  const names = alike.toSorted((one, other) => other.length - one.length)
  const pattern = names.reduce((whole, name) => whole.replaceAll(name, '…'), text)
  return JSON.stringify([place, role, pattern, values])
}
