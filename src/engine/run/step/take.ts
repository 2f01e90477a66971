/** Takes a step forward: reads the state before, judges an error, checks the effect. */
import { setTimeout as sleep } from 'node:timers/promises'
import type { Running } from '#engine/run/held/run'
import { isHeld } from '#engine/run/journal/is-held'
import { cleanupOf } from '#engine/run/journal/left-over'
import type { Move } from '#engine/run/journal/next-move'
import { sinceParked } from '#engine/run/journal/since-parked'
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
  plannedStep,
  reach,
} from '#engine/run/step/attempt'
import { isInPieces, readMost, readState, settleFar } from '#engine/run/step/cursors'
import { type Halting, watchHalting } from '#engine/run/step/halting'
import { heldBefore } from '#engine/run/step/held-before'
import { goOn, holdStep } from '#engine/run/step/hold'
import { holds } from '#engine/run/step/holds'
import { carry } from '#engine/run/step/pieces'
import { recordStep } from '#engine/run/step/record'
import { kindOf } from '#model/action'
import type { ActionState } from '#model/actions/action-kind'
import { heardIn } from '#model/actions/outputs'
import { piecesOf } from '#model/actions/pieces'
import { mostWords } from '#model/actions/range-words'
import { Failure } from '#src/errors'

type StepMove = Extract<Move, { do: 'step' }>

export const takeStep = async (running: Running, move: StepMove): Promise<void> => {
  const halting = await watchHalting(running, move.step)
  try {
    await takeWatched(running, move, halting)
  } finally {
    halting.close()
  }
}

const takeWatched = async (running: Running, move: StepMove, halting: Halting): Promise<void> => {
  const stop = AbortSignal.any([running.lease.interrupt, halting.end])
  const planned = plannedStep(running, move.step)
  if (await heldBefore(running, move)) return
  // Held before the step began: claims are taken again by now.
  if (!move.resumed && isHeld(running)) await recordStep(running, 'resumed', move.step, planned)
  const attempt = await meetForward(running, move, stop).catch(error => refused(move, error))
  if ('kind' in attempt)
    return recordStep(running, attempt.kind, move.step, planned, attempt.detail)
  const { step, before } = attempt
  const known = knownBefore(move, attempt)
  if (known) return conclude(attempt, step, await withDoubt(attempt, cutBy(halting, known)))
  // The fence may have been waited for.
  if (await heldBefore(running, move)) return
  const rest = before === 'untidy' ? cleanupOf(step, before) : undefined
  const doing = rest ?? step
  const halts = holds(running, move.step)
  if (halts && move.resumed && (stop.aborted || halting.because() !== undefined))
    return holdStep(attempt, step, halting.because())
  if (!move.resumed || rest) await intend(attempt, doing)
  else if (halts) await goOn(running, move.step, step)
  const pieces = await carry(attempt, doing, { way: 'forward', halting })
  const closed = () => halting.because()
  const acted = await act(attempt, doing.action, { stop, pieces, halts, closed })
  reach(attempt, 'acted')
  if (acted.kind === 'unknown') return lookLater(attempt, acted.failure)
  if (acted.kind === 'halted') return holdStep(attempt, step, halting.because())
  const after = await lookAfter(attempt, acted).catch(asFailure)
  if (after instanceof Failure) return lookLater(attempt, after)
  reach(attempt, 'looked after')
  const outcome = knownAfter(attempt, acted, after)
  await conclude(
    attempt,
    doing,
    acted.kind === 'failed' ? await withFar(attempt, outcome) : outcome,
  )
  reach(attempt, 'done')
}

type Ended = Exclude<Acted, { kind: 'unknown' | 'halted' }>

/** A run that has to stop, or to park, waits for no older holder's statement. */
const meetForward = (
  running: Running,
  { step, resumed }: StepMove,
  stop: AbortSignal,
): Promise<Attempt> =>
  meet(running, step, directions.forward, ({ action }) =>
    resumed && !stop.aborted ? action : null,
  )

/** A definite refusal before the intent ends the step; passing trouble is waited for. */
const refused = (move: StepMove, error: unknown): Known => {
  if (move.resumed || !(error instanceof Failure) || error.passes) throw error
  return failed(error.code, error.message, { instead: error.instead })
}

const failed = (code: string, message: string, more: object = {}): Known => ({
  kind: 'failed',
  detail: { code, message, ...more },
})

const overtaken = (): Known =>
  failed('run.overtaken', 'Somebody else did this meanwhile', { notOurs: true })

/** A statement that a process sent and never saw end, cut short by the end of the window. */
const cutBy = ({ end, because }: Halting, known: Known): Known => {
  const cut = known.kind === 'failed' && cutShort.has(known.detail['code'])
  const message = end.aborted && cut ? because() : undefined
  return message === undefined ? known : failed('run.closed', message)
}

const cutShort: ReadonlySet<unknown> = new Set(['run.half-done', 'cluster.lost'])

/** The outcome that the state at the target tells already, before the action is sent. */
const knownBefore = (
  move: StepMove,
  { before: state, moved, step, running }: Attempt,
): Known | undefined => {
  const inPieces = isInPieces(step.action)
  const elsewhere = moved && failed('cluster.moved', `It was interrupted: ${moved}`)
  // A read or a wait does nothing twice, and the end of a wait may have come already.
  if (!kindOf(step.action).changes(step.action))
    return lostOften(running, move.step)
      ? failed('cluster.lost', lostWords)
      : elsewhere || undefined
  if (!move.resumed) {
    if (elsewhere) return elsewhere
    // Without a state query an earlier effect cannot be known.
    if (state === 'absent' || state === 'unknown') return undefined
    return overtaken()
  }
  if (state === 'present') return { kind: 'done', detail: { found: true } }
  if (state === 'untidy') return undefined
  if (isSentAgain(running, move.step))
    return lostOften(running, move.step) ? failed('cluster.lost', lostWords) : undefined
  if (state === 'unknown')
    return failed(
      'run.unknown',
      inPieces
        ? 'It was interrupted, and it is no longer known whether its last batch was committed'
        : 'It was interrupted, and nobody can tell whether it was done',
    )
  if (elsewhere) return elsewhere
  if (state === 'partial' && !kindOf(step.action).isRepeatable(step.action))
    return failed('run.half-done', 'It was interrupted and left half done')
  return move.sent && state === 'absent' && !inPieces
    ? failed('cluster.lost', 'The server ended the statement when the connection was lost')
    : undefined
}

/** A step that holds without pieces is sent again from its beginning, wherever the primary is by now. */
const isSentAgain = (running: Running, index: number): boolean =>
  holds(running, index) && !isInPieces(plannedStep(running, index).action)

/** A connection that breaks again and again takes the reads with it. */
const lostMost = 5
const lostWords = `The connection was lost ${lostMost} times`

const lostOften = ({ journal }: Running, step: number): boolean =>
  sinceParked(journal).filter(entry => entry.kind === 'note' && entry.step === step).length >=
  lostMost

/** SQLSTATEs that say: the object is not there any more. */
const missing = new Set(['sql.42704', 'sql.42P01', 'sql.XX000'])

/** Null where an error tells the outcome. A signal takes a moment to arrive: its effect is looked for again. */
const lookAfter = async (
  { running, index, hand, step }: Attempt,
  acted: Ended,
): Promise<ActionState | null> => {
  if (acted.kind === 'failed')
    return missing.has(acted.failure.code) ? readState(running, index, step, hand) : null
  for (let looks = 1; ; looks += 1) {
    const state = await readState(running, index, step, hand)
    if (state !== 'absent' || looks === 10) return state
    await sleep(200)
  }
}

/** A failed action in pieces has done the pieces before. */
const withFar = async (attempt: Attempt, known: Known): Promise<Known> => {
  const pieces = piecesOf(attempt.step.action)
  const far = pieces && (await settleFar(attempt, 'forward'))
  return pieces && far?.done
    ? { ...known, detail: { ...known.detail, far: pieces.far(far), rows: far.done.rows } }
    : known
}

/** Where the server cannot tell any more, the cursor tells how far the action came at most. */
const withDoubt = async (attempt: Attempt, known: Known): Promise<Known> => {
  if (known.detail['code'] !== 'run.unknown') return known
  const most = await readMost(attempt)
  return most
    ? { ...known, detail: { ...known.detail, far: mostWords(most), rows: most.rows } }
    : known
}

const asFailure = (error: unknown): Failure => {
  if (error instanceof Failure) return error
  throw error
}

/** SQLSTATEs that say: the object exists already, made by another session. */
const duplicate = new Set(['sql.42P07', 'sql.42710'])

const knownAfter = (
  { running, step, before }: Attempt,
  acted: Ended,
  after: ActionState | null,
): Known => {
  if (acted.kind === 'failed') {
    // PostgreSQL refused the statement, and the effect is there all the same.
    if (after === 'present')
      return before === 'untidy' ? { kind: 'done', detail: { found: true } } : overtaken()
    const { code, message, instead } = acted.failure
    const by = code === 'run.preempted' ? { by: running.lease.preempted } : {}
    return failed(code, message, {
      instead,
      ...by,
      ...(duplicate.has(code) ? { notOurs: true } : {}),
    })
  }
  const { seconds, warnings } = acted
  if (after === 'present' || !kindOf(step.action).isSeen(step.action)) {
    const outputs = heardIn(kindOf(step.action).outputs(step.action), acted.outputs)
    if (typeof outputs === 'string')
      return failed('run.no-output', outputs, {
        instead: 'Plan again; when it says so again, report it: the fault is in Howdah.',
      })
    const told = Object.keys(outputs).length > 0 ? { outputs } : {}
    return { kind: 'done', detail: { seconds, warnings, ...told } }
  }
  if (after === 'unknown')
    return failed(
      'run.unknown',
      'PostgreSQL reported no error, but whether it was done cannot be seen',
    )
  const said = warnings.length > 0 ? `: ${warnings.join('; ')}` : ''
  return failed('run.no-effect', `PostgreSQL reported no error, but the effect is not there${said}`)
}
