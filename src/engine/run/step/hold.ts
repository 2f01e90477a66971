/** Ends the present work on a step in pieces at the checkpoint; done pieces are kept. */
import type { Running } from '#engine/run/held/run'
import { heldEntry } from '#engine/run/journal/is-held'
import { parkedBy } from '#engine/run/park'
import { type InHand, settleFar } from '#engine/run/step/cursors'
import { recordStep } from '#engine/run/step/record'
import { namePlan } from '#engine/show/plan-name'
import { piecesOf } from '#model/actions/pieces'
import type { JournalEntry } from '#model/journal'
import type { Step } from '#model/plan'

/** `because` is a sentence, where neither a stop nor a preemption is the reason. */
export const holdStep = async (
  at: InHand,
  step: Step,
  because: string | undefined,
): Promise<void> => {
  const { running, index } = at
  const cursor = await settleFar(at, 'forward')
  // Not known: the next look says so, and asks a person.
  if (cursor === undefined) return
  const { stop, preempted } = running.lease
  const by = stop.aborted ? null : preempted
  const why = stop.aborted
    ? 'A person stopped it.'
    : by === null
      ? because
      : parkedBy(await namePlan(running.parts.store, by))
  await recordStep(running, 'held', index, step, {
    because: why ?? '',
    ...(by === null ? {} : { by }),
    far: piecesOf(step.action)?.far(cursor) ?? '',
    rows: cursor?.done?.rows ?? 0,
  })
}

/** Notes that a held step goes on, or a step after a fenced process. */
export const goOn = async ({ running, index }: InHand, step: Step): Promise<void> => {
  const { journal } = running
  const last = journal.findLast(({ kind }) => marks.has(kind))
  if (heldEntry(journal) || last?.kind === 'fenced')
    await recordStep(running, 'resumed', index, step)
}

const marks: ReadonlySet<JournalEntry['kind']> = new Set(['intent', 'held', 'resumed', 'fenced'])

/** Whether a step keeps the done pieces when the run has to make way. */
export const holds = ({ plan }: Pick<Running, 'plan'>, index: number): boolean =>
  plan.steps[index]?.halts === 'hold'
