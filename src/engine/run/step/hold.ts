/** Ends the present work on a step that holds: at the checkpoint, or with a statement that is sent again later. */
import type { Running } from '#engine/run/held/run'
import { heldEntry } from '#engine/run/journal/is-held'
import { parkedBy } from '#engine/run/park'
import { type InHand, settleFar } from '#engine/run/step/cursors'
import type { Watching } from '#engine/run/step/progress'
import { recordStep } from '#engine/run/step/record'
import { namePlan } from '#engine/show/plan-name'
import { piecesOf } from '#model/actions/pieces'
import type { JournalEntry } from '#model/journal'
import type { Step } from '#model/plan'

/** `because` is a sentence, where neither a stop nor a preemption is the reason. */
export const holdStep = async (
  at: Held,
  step: Step,
  because: string | undefined,
): Promise<void> => {
  const { running, index } = at
  const pieces = piecesOf(step.action)
  const cursor = pieces ? await settleFar(at, 'forward') : null
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
    far: pieces ? pieces.far(cursor) : endedWords(at.watching.reached()),
    rows: cursor?.done?.rows ?? 0,
    ...(pieces ? {} : { again: true }),
  })
}

type Held = InHand & { readonly watching: Watching }

/** `Its statement was ended at 43 % of “scanning heap”.` */
const endedWords = (reached: ReturnType<Watching['reached']>): string => {
  const { phase, percent } = reached ?? {}
  const where =
    phase === undefined ? '' : ` at ${percent == null ? '' : `${percent} % of `}“${phase}”`
  return `Its statement was ended${where}.`
}

/** Notes that a held run goes on, or a step after a fenced process. */
export const goOn = async (running: Running, index: number, step: Step): Promise<void> => {
  const { journal } = running
  const last = journal.findLast(({ kind }) => marks.has(kind))
  if (heldEntry(journal) || last?.kind === 'fenced')
    await recordStep(running, 'resumed', index, step, piecesOf(step.action) ? {} : { again: true })
}

const marks: ReadonlySet<JournalEntry['kind']> = new Set(['intent', 'held', 'resumed', 'fenced'])
