/** Holds a run before a step when the window has ended: done steps are kept, and the next step waits. */
import { closedUntil } from '#engine/run/closed-until'
import type { Running } from '#engine/run/held/run'
import type { Move } from '#engine/run/journal/next-move'
import { plannedStep } from '#engine/run/step/attempt'
import { recordStep } from '#engine/run/step/record'
import { haltedBy } from '#model/calendar/hours-words'

/** True where the run was held. */
export const heldBefore = async (
  running: Running,
  { step, resumed }: Extract<Move, { do: 'step' }>,
): Promise<boolean> => {
  const { interrupt } = running.lease
  if (resumed || interrupt.aborted) return false
  const closed = await closedUntil(running)
  if (!closed) return false
  const { length } = running.plan.steps
  await recordStep(running, 'held', step, plannedStep(running, step), {
    because: haltedBy(closed),
    far:
      step === 0
        ? 'Nothing has begun.'
        : `${step} of ${length} steps ${step === 1 ? 'is' : 'are'} done; this one has not begun.`,
    rows: 0,
  })
  return true
}
