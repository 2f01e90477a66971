/** Takes a step back after a failure or a stop. A person's stop does not interrupt the way back. */

import { note, type Running } from '#engine/run/held/run'
import { cleanupOf } from '#engine/run/journal/left-over'
import type { Move } from '#engine/run/journal/next-move'
import { unheardIn } from '#engine/run/journal/outputs'
import {
  type Acted,
  type Attempt,
  act,
  conclude,
  directions,
  intend,
  type Known,
  lookLater,
  meet,
  reach,
  textOf,
} from '#engine/run/step/attempt'
import { isInPieces, readFar, readState, settleFar } from '#engine/run/step/cursors'
import { watchHalting } from '#engine/run/step/halting'
import { carry } from '#engine/run/step/pieces'
import { type Action, kindOf } from '#model/action'
import type { ActionState } from '#model/actions/action-kind'
import { piecesOf } from '#model/actions/pieces'
import type { Step, TitledAction } from '#model/plan'
import type { Failure } from '#src/errors'

type UndoMove = Extract<Move, { do: 'undo' }>

const never = new AbortController().signal

export const undoStep = async (running: Running, move: UndoMove): Promise<void> => {
  const attempt = await meet(running, move.step, directions.back, step =>
    mayStillRun(running, move, step),
  )
  const { hand, before } = attempt
  const step = await noFurther(attempt)
  const back = wayBack(step, before)
  const known = knownBefore(move, attempt, back)
  // No statement was sent to take the step back: only the journal says so.
  if (known?.kind === 'done' && !move.resumed)
    return note(running, 'undone', move.step, { nothing: true, ...known.detail })
  if (known) return conclude(attempt, back ?? step, known)
  if (!back) return conclude(attempt, step, noWayBack)
  const unheard = unheardIn(back.action, running.journal)
  if (unheard) return conclude(attempt, back, notBack(back, unheard.message))
  if (!move.resumed || begunBack(running, move) !== textOf(back.action)) await intend(attempt, back)
  const acted = await actBack(attempt, back)
  if (acted.kind === 'halted') throw new Error('a way back was halted')
  if (acted.kind !== 'performed') return afterTrouble(attempt, back, acted)
  reach(attempt, 'acted')
  const after = await readState(running, move.step, step, hand)
  reach(attempt, 'looked after')
  // The undo of the plan may take more along than it should: then the cleanup comes next.
  if (before === 'present' && cleanupOf(step, after)) return
  await conclude(attempt, back, knownAfter(attempt, back, { after, warnings: acted.warnings }))
  reach(attempt, 'done')
}

/** A window that ends meanwhile does not interrupt the way back either. */
const actBack = async (attempt: Attempt, back: TitledAction): Promise<Acted> => {
  const halting = await watchHalting(attempt.running, attempt.index, 'back')
  try {
    const pieces = await carry(attempt, back, { way: 'back', halting })
    return await act(attempt, back.action, { stop: never, pieces })
  } finally {
    halting.close()
  }
}

/**
 * An older holder's session may finish the way back that the session began; before that, the step, unless
 * the run has to stop.
 */
const mayStillRun = (running: Running, move: UndoMove, step: Step): Action | null => {
  if (!move.resumed) return running.lease.interrupt.aborted ? null : step.action
  const begun = begunBack(running, move)
  return waysBack(step).find(action => begun === undefined || textOf(action) === begun) ?? null
}

/** The undo of the plan, and the cleanups. */
const waysBack = (step: Step): readonly Action[] =>
  [step.undo, cleanupOf(step, 'partial'), cleanupOf(step, 'untidy')].flatMap(
    back => back?.action ?? [],
  )

/** The text of the way back that was sent, or about to be. */
const begunBack = ({ journal }: Running, { step: index }: UndoMove): string | undefined => {
  const intent = journal.findLast(({ kind, step }) => kind === 'undo intent' && step === index)
  const begun = intent?.detail['statement']
  return typeof begun === 'string' ? begun : undefined
}

/** A half-done action goes back by the action's cleanup, a done action by the undo of the plan. */
const wayBack = (step: Step, state: ActionState): TitledAction | undefined =>
  cleanupOf(step, state) ?? step.undo ?? undefined

/** The step with an undo that goes no further than the step itself came. */
const noFurther = async (attempt: Attempt): Promise<Step> => {
  const { step } = attempt
  const { undo } = step
  const pieces = undo && piecesOf(undo.action)
  const far = pieces && (await readFar(attempt, 'forward'))
  return far ? { ...step, undo: { ...undo, action: pieces.between(null, far) } } : step
}

/** The outcome that the state at the target tells already, before the way back is sent. */
const knownBefore = (
  { resumed }: UndoMove,
  { before, step }: Pick<Attempt, 'before' | 'step'>,
  back: TitledAction | undefined,
): Known | undefined => {
  if (before === 'absent') return { kind: 'done', detail: {} }
  if (!back) return before === 'present' ? { kind: 'done', detail: { kept: true } } : undefined
  // Without a state query an interrupted way back is never repeated.
  return before === 'unknown' && (resumed || isInPieces(step.action))
    ? notBack(back, 'it was interrupted, and nobody can tell how far it came')
    : undefined
}

const noWayBack: Known = { kind: 'failed', detail: { message: 'it cannot be taken back' } }

const notBack = (back: TitledAction, message: string): Known => ({
  kind: 'failed',
  detail: { message, statement: textOf(back.action) },
})

const afterTrouble = async (
  attempt: Attempt,
  back: TitledAction,
  { kind, failure }: Extract<Acted, { failure: Failure }>,
): Promise<void> => {
  if (kind === 'unknown') return lookLater(attempt, failure)
  // A lock, a failover, a full server: such trouble passes, and the way back is tried once more.
  if (failure.passes && kindOf(attempt.step.action).isSeen(attempt.step.action)) throw failure
  const { running, index, step, hand } = attempt
  const after = await readState(running, index, step, hand)
  // PostgreSQL refused the statement, so somebody else did what the statement was for.
  // A later undo goes on from where this one ends.
  if (piecesOf(back.action)) await settleFar(attempt, 'back')
  return conclude(
    attempt,
    back,
    after === wanted(attempt)
      ? { kind: 'done', detail: { ...keptOf(attempt), byOthers: true } }
      : notBack(back, failure.message),
  )
}

/** The state of the step's action once the way back has its effect. */
const wanted = ({ before }: Attempt): ActionState => (before === 'untidy' ? 'present' : 'absent')

/** A rebuild that was done before the stop may stay: the index is the same for all. */
const keptOf = ({ before }: Attempt): Known['detail'] => (before === 'untidy' ? { kept: true } : {})

const knownAfter = (
  attempt: Attempt,
  back: TitledAction,
  { after, warnings }: { readonly after: ActionState; readonly warnings: readonly string[] },
): Known => {
  if (after === wanted(attempt) || !kindOf(attempt.step.action).isSeen(attempt.step.action))
    return { kind: 'done', detail: { ...keptOf(attempt), warnings } }
  const said = warnings.length > 0 ? `: ${warnings.join('; ')}` : ''
  return notBack(back, `its effect is still there${said}`)
}
