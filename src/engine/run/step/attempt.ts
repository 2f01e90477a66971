/**
 * One attempt at a step, forward or back: meet its target, write the intent, act, write the outcome. Both
 * directions share these arrows; `take.ts` and `take-back.ts` decide what happens between them.
 */
import { dropHand, fencedHand } from '#engine/run/held/hands'
import { note, type Running } from '#engine/run/held/run'
import { outputsIn, unheardIn } from '#engine/run/journal/outputs'
import { readState } from '#engine/run/step/cursors'
import { type Followed, followNow } from '#engine/run/step/follow'
import { type Watching, watchProgress } from '#engine/run/step/progress'
import { recordStep, type StepEntry } from '#engine/run/step/record'
import { type Action, kindOf } from '#model/action'
import type { ActionState } from '#model/actions/action-kind'
import type { Hand, Performed, Pieces } from '#model/actions/driver'
import { referencesIn, resolved } from '#model/actions/outputs'
import type { Step, TitledAction } from '#model/plan'
import { Failure, Fenced } from '#src/errors'
import { failpoint, type StepPoint } from '#src/failpoint'

/** A direction's name in the failpoints, and its entries in the journal. */
interface Direction {
  readonly failpoints: 'step' | 'undo'
  readonly intent: StepEntry
  readonly done: StepEntry
  readonly failed: StepEntry
}

export const directions = {
  forward: { failpoints: 'step', intent: 'intent', done: 'done', failed: 'failed' },
  back: { failpoints: 'undo', intent: 'undo intent', done: 'undone', failed: 'undo failed' },
} as const satisfies Readonly<Record<string, Direction>>

export interface Attempt extends Followed {
  readonly running: Running
  readonly index: number
  readonly direction: Direction
  readonly hand: Hand
  readonly watching: Watching
  /** The state of the step's action before this attempt acts. */
  readonly before: ActionState
}

/** The outcome of a step, as journal and record will say. */
export interface Known {
  readonly kind: 'done' | 'failed'
  readonly detail: Readonly<Record<string, unknown>>
}

export type Acted =
  | ({ readonly kind: 'performed' } & Omit<Performed, 'halted'>)
  /** Only an action in pieces, with the done pieces kept. */
  | { readonly kind: 'halted' }
  | { readonly kind: 'failed'; readonly failure: Failure }
  | { readonly kind: 'unknown'; readonly failure: Failure }

export const plannedStep = ({ plan }: Running, index: number): Step => {
  const planned = plan.steps[index]
  if (!planned) throw new Error(`Plan ${plan.id} has no step ${index}`)
  return planned
}

/** Tells a test that the attempt has come this far. */
export const reach = ({ direction, index }: Attempt, point: StepPoint): void =>
  failpoint(`${direction.failpoints} ${index} ${point}`)

/**
 * Follows the primary, fences off older holders, and reads the state. `mayRunOn` names the action that
 * an older holder's stray may finish, null for none; called again while that stray acts.
 */
export const meet = async (
  running: Running,
  index: number,
  direction: Direction,
  mayRunOn: (step: Step) => Action | null,
): Promise<Attempt> => {
  const { step: planned, moved } = await followNow(running, plannedStep(running, index))
  const step = resolved(planned, outputsIn(running.journal))
  const { action } = step
  const unheard = unheardIn(action, running.journal)
  if (unheard) throw unheard
  const watching = watchProgress(running, index, action)
  const keep = { step: index, action: () => mayRunOn(step) }
  const hand = await fencedHand(running, action, keep, watching.look)
  const before = await readState(running, index, step, hand)
  const attempt = { step, moved, running, index, direction, hand, watching, before }
  reach(attempt, 'state read')
  return attempt
}

/** All that the action sends, as the journal keeps it. */
export const textOf = (action: Action): string => kindOf(action).show(action).text

/** Writes the intent to journal and record before the action is sent. */
export const intend = async (attempt: Attempt, doing: TitledAction): Promise<void> => {
  const { running, index, direction } = attempt
  reach(attempt, 'before intent')
  const detail = { statement: textOf(doing.action) }
  await recordStep(running, direction.intent, index, doing, detail)
  reach(attempt, 'intent')
}

/** The stop of an action, and the carrying of an action in pieces; `halts` where the done pieces are kept. */
export interface Reins {
  readonly stop: AbortSignal
  readonly pieces?: Pieces | undefined
  readonly halts?: boolean
  /** Why `stop` was aborted at the end of a window; undefined where a stop or a preemption is the reason. */
  readonly closed?: () => string | undefined
}

/** Sends the action once, with the token checked right before; `stop` cancels it. */
export const act = async (
  attempt: Attempt,
  action: Action,
  { stop, pieces, halts = false, closed }: Reins,
): Promise<Acted> => {
  const { running, hand, watching } = attempt
  if (referencesIn(action).length > 0) throw new Error('an output was not put in its place')
  const { lost } = running.lease
  running.lease.check()
  reach(attempt, 'checked')
  return watching.during(hand, async () => {
    try {
      const how = { stop, lost, ...(pieces ? { pieces } : {}) }
      const { halted, ...performed } = await hand.act(action, how)
      return halted ? { kind: 'halted' } : { kind: 'performed', ...performed }
    } catch (error) {
      if (lost.aborted) throw new Fenced(running.run)
      if (!(error instanceof Failure)) throw error
      if (halts && error.code === 'run.stopped') return { kind: 'halted' }
      return {
        kind: error.unknown ? 'unknown' : 'failed',
        failure: interrupted(running, error, closed?.()),
      }
    }
  })
}

/** The driver only hears a stop; the lease knows whether a person, another plan or a window caused the stop. */
const interrupted = (
  { lease: { stop, preempted } }: Running,
  failure: Failure,
  closed: string | undefined,
): Failure => {
  if (failure.code !== 'run.stopped' || stop.aborted) return failure
  if (preempted !== null)
    return new Failure(
      'run.preempted',
      `It was interrupted by ${preempted}`,
      'It goes on after that.',
    )
  return closed === undefined
    ? failure
    : new Failure('run.closed', closed, 'It begins anew when that is over.')
}

export const conclude = (
  { running, index, direction }: Attempt,
  did: TitledAction,
  { kind, detail }: Known,
): Promise<void> => recordStep(running, direction[kind], index, did, detail)

/** The connection broke: the outcome is not known. The journal says so first; the next attempt looks. */
export const lookLater = async (
  { running, index, step }: Attempt,
  { code, message }: Failure,
): Promise<void> => {
  await note(running, 'note', index, { code, message })
  await dropHand(running, step.action)
}
