import { kindOf } from '#model/action'
import type { Reference } from '#model/actions/action-kind'
import { referencesIn, wordsOf } from '#model/actions/outputs'
import type { Step } from '#model/plan'

/** Throws where a step names an output that no earlier step gives: a bug of the playbook, found before a plan exists. */
export const expectOutputs = (steps: readonly Step[]): void => {
  for (const [place, { action, undo }] of steps.entries()) {
    const there = referencesIn(action).find(one => !isGiven(steps.slice(0, place), one))
    // The way back comes after the step, and may name outputs of the step.
    const back = referencesIn(undo?.action).find(one => !isGiven(steps.slice(0, place + 1), one))
    const missing = there ?? back
    if (missing)
      throw new Error(`Step ${place + 1} names ${wordsOf(missing)}, and that step gives none`)
  }
}

const isGiven = (earlier: readonly Step[], { from, output }: Reference): boolean => {
  const step = earlier[from]
  return step !== undefined && Object.hasOwn(kindOf(step.action).outputs(step.action), output)
}
