/** How the end of a window ends a step that is under way: the only rule, for runs and for the words of a plan. */
import { kindOf } from '#model/action'
import type { AtEnd } from '#model/configuration'
import type { PlanBody, Step } from '#model/plan'

/** `hold` keeps the done part, `cancel` puts the run back, `finish` lets the step come to an end. */
export const endsBy = ({ steps }: Pick<PlanBody, 'steps'>, index: number, atEnd: AtEnd): AtEnd => {
  const step = steps[index]
  if (!step || atEnd === 'finish') return 'finish'
  if (step.halts === 'hold') return 'hold'
  return atEnd === 'cancel' && isCancelled(step) && steps.slice(0, index).every(goesBack)
    ? 'cancel'
    : 'finish'
}

/** An effect that no look can tell would be sent twice, or never; after a point of no return a step is finished. */
const isCancelled = ({ action, onFailure }: Step): boolean =>
  onFailure === 'undo' && (kindOf(action).isSeen(action) || !kindOf(action).changes(action))

/** A step that holds is kept; a step without a way back stays. */
const goesBack = ({ halts, undo, effects }: Step): boolean =>
  halts !== 'hold' && (undo !== null || effects.length === 0)
