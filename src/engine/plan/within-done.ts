/** Limits the steps in pieces to the pieces that a run has done and not taken back. */

import { checkpointOf } from '#engine/run/journal/checkpoint-of'
import type { Cursor } from '#model/actions/cursor'
import { piecesOf } from '#model/actions/pieces'
import type { JournalEntry } from '#model/journal'
import type { Plan, Step } from '#model/plan'
import { isRefusal, type Refusal, refusal } from '#model/refusal'
import { newestCheckpoint } from '#store/pieces/checkpoints'
import type { Store } from '#store/store'

interface Of {
  readonly run: string
  readonly journal: readonly JournalEntry[]
}

export const withinDone = async (store: Store, of: Of, plan: Plan): Promise<Plan | Refusal> => {
  const steps: Step[] = []
  for (const [index, step] of plan.steps.entries()) {
    const limited = await limit(store, of, index, step)
    if (isRefusal(limited)) return limited
    steps.push(limited)
  }
  return { ...plan, steps }
}

const limit = async (
  store: Store,
  { run, journal }: Of,
  index: number,
  step: Step,
): Promise<Step | Refusal> => {
  const { action, undo } = step
  const forth = piecesOf(action)
  const back = undo && piecesOf(undo.action)
  if (!forth || !undo || !back) return step
  const newest = async (way: 'forward' | 'back'): Promise<Cursor | null> =>
    (await newestCheckpoint(store, checkpointOf({ run, journal }, index, way)))?.cursor ?? null
  const [done, undone] = [await newest('forward'), await newest('back')]
  if (done?.next || undone?.next)
    return refusal(
      `Whether the last batch of “${step.title}” was committed is not known.`,
      'Look at the table, and put it back by hand.',
    )
  return {
    ...step,
    action: forth.between(undone, done),
    undo: { ...undo, action: back.between(undone, done) },
  }
}
