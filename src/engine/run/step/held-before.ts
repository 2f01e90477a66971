/** Holds a run between two steps when its window has ended: done steps are kept, and the next one waits. */
import { closedUntil } from '#engine/run/closed-until'
import type { Running } from '#engine/run/held/run'
import type { Move } from '#engine/run/journal/next-move'
import { hasBegun } from '#engine/run/journal/since-parked'
import { plannedStep } from '#engine/run/step/attempt'
import { recordStep } from '#engine/run/step/record'
import { haltedBy } from '#model/calendar/hours-words'

/** True where the run was held; a run that has not begun yet may begin. */
export const heldBefore = async (
  running: Running,
  { step, resumed }: Extract<Move, { do: 'step' }>,
): Promise<boolean> => {
  const { interrupt } = running.lease
  if (resumed || !hasBegun(running) || interrupt.aborted) return false
  const closed = await closedUntil(running)
  if (!closed) return false
  const { length } = running.plan.steps
  await recordStep(running, 'held', step, plannedStep(running, step), {
    because: haltedBy(closed),
    far: `${step} of ${length} steps ${step === 1 ? 'is' : 'are'} done; this one has not begun.`,
    rows: 0,
  })
  return true
}
