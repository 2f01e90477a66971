/** The steps of a stopped run that are kept: done steps, and the held step as far as it came. */
import { heldEntry } from '#engine/run/journal/is-held'
import { sinceParked } from '#engine/run/journal/since-parked'
import type { JournalEntry } from '#model/journal'
import type { Plan, Step } from '#model/plan'

export interface KeptStep {
  readonly index: number
  readonly step: Step
}

/** In the order of the plan; empty for a run that did not hold when it ended. */
export const keptSteps = (
  { steps }: Pick<Plan, 'steps'>,
  journal: readonly JournalEntry[],
): readonly KeptStep[] => {
  const held = heldEntry(journal)
  if (!held) return []
  const life = sinceParked(journal)
  return steps.flatMap((step, index) => {
    const done = life.some(entry => entry.kind === 'done' && entry.step === index)
    const some = held.step === index && Number(held.detail['rows']) > 0
    return done || some ? [{ index, step }] : []
  })
}
