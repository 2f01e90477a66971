/**
 * Watches, while a step is under way, for a reason to halt: the end of the window by the clock of the control
 * database, or a person's hold on the run.
 */
import { endsBy } from '#engine/plan/ends-by'
import { closedUntil } from '#engine/run/closed-until'
import type { Running } from '#engine/run/held/run'
import { steeredWords } from '#engine/run/steered-words'
import { isInPieces } from '#engine/run/step/cursors'
import { holds } from '#engine/run/step/holds'
import type { Steer } from '#model/actions/driver'
import { haltedBy } from '#model/calendar/hours-words'
import { steeringOf } from '#store/pieces/steering'

export interface Halting {
  /** Aborted when the present statement has to end. */
  readonly end: AbortSignal
  /** At most a second old. */
  readonly steer: () => Promise<Steer>
  /** A sentence: why the step halts; undefined before that. */
  readonly because: () => string | undefined
  readonly close: () => void
}

interface Looked extends Steer {
  /** Whether the present work has to end; `halt` where the done pieces are kept as well. */
  readonly ends: boolean
  readonly because: string | undefined
}

const lookEveryMs = 1_000

/** Milliseconds for the present piece to come to an end. */
const pieceMs = 10_000

/** `way`: a way back never halts, but a person may choose the pace. */
export const watchHalting = async (
  running: Running,
  index: number,
  way: 'forward' | 'back' = 'forward',
): Promise<Halting> => {
  const end = new AbortController()
  const action = running.plan.steps[index]?.action
  const inPieces = action !== undefined && isInPieces(action)
  let known: (Looked & { readonly at: number }) | undefined
  let endsSince: number | undefined
  const steer = async (): Promise<Steer> => {
    if (known && performance.now() - known.at < lookEveryMs) return known
    const looked = await look(running, index, { way, inPieces })
    known = { ...looked, at: performance.now() }
    endsSince = looked.ends ? (endsSince ?? known.at) : undefined
    const graceMs = inPieces && looked.halt ? pieceMs : 0
    if (endsSince !== undefined && known.at - endsSince >= graceMs) end.abort()
    return known
  }
  // A control database that does not answer takes the token along.
  const timer = setInterval(() => void steer().catch(() => {}), lookEveryMs)
  try {
    await steer()
  } catch (error) {
    clearInterval(timer)
    throw error
  }
  return {
    end: end.signal,
    steer,
    because: () => (known?.ends ? known.because : undefined),
    close: () => clearInterval(timer),
  }
}

const look = async (
  running: Running,
  index: number,
  { way, inPieces }: { readonly way: 'forward' | 'back'; readonly inPieces: boolean },
): Promise<Looked> => {
  const holding = way === 'forward' && holds(running, index)
  const chosen =
    inPieces || holding ? await steeringOf(running.parts.store, running.run) : undefined
  const pace = { rows: chosen?.rows ?? null, pauseMs: chosen?.pauseMs ?? null }
  if (way === 'back') return { ...pace, halt: false, ends: false, because: undefined }
  if (holding && chosen?.hold === true)
    return { ...pace, halt: true, ends: true, because: steeredWords(running.plan.id, chosen) }
  const closed = await closedUntil(running)
  const how = closed ? endsBy(running.plan, index, closed.atEnd) : 'finish'
  const ends = how !== 'finish'
  return { ...pace, halt: how === 'hold', ends, because: closed && haltedBy(closed) }
}
