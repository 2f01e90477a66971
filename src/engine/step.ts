/** One step: state → intent, on the record → act → look after → outcome, on the record. */
import { setTimeout as sleep } from 'node:timers/promises'
import type { Acting } from '#cluster/acting'
import type { Action, ActionState } from '#cluster/action'
import { cleanupOf } from '#engine/cleanup'
import { failpoint } from '#engine/failpoint'
import type { Move } from '#engine/next-move'
import type { Step } from '#engine/playbook'
import { type Watching, watchProgress } from '#engine/progress'
import { recordStep } from '#engine/record-step'
import { dropSession, fencedSession, note, type Running } from '#engine/running'
import { Failure, Fenced } from '#src/errors'

type StepMove = Extract<Move, { do: 'step' }>

export const takeStep = async (running: Running, move: StepMove): Promise<void> => {
  const step = running.plan.steps[move.step]
  if (!step) throw new Error(`Plan ${running.plan.id} has no step ${move.step}`)
  const at = (point: string) => failpoint(`step ${move.step} ${point}`)
  const conclude = (known: Known) => recordStep(running, known.kind, move.step, step, known.detail)
  const watching = watchProgress(running, move.step, step.action)
  const met = await meet(running, move, step, watching).catch(error => refused(move, error))
  if ('kind' in met) return conclude(met)
  const { session, before } = met
  at('state read')
  const known = knownBefore(move, before, step.action.again)
  if (known) return conclude(known)
  if (!move.resumed) {
    at('before intent')
    await recordStep(running, 'intent', move.step, step)
    at('intent')
  }
  running.lease.check()
  at('checked')
  const stopWatching = watching.start(session.pid)
  const rest = before === 'untidy' ? cleanupOf(step.action, before) : undefined
  const tried = await act(running, rest ?? step.action, session)
  await stopWatching()
  at('acted')
  if (tried.kind === 'unknown') return lookLater(running, move.step, step, tried.failure)
  const after =
    tried.kind === 'performed' ? await lookAfter(session, step) : await session.state(step.action)
  at('looked after')
  await conclude(knownAfter(step, tried, after, running.lease.preempted))
  at('done')
}

interface Met {
  readonly session: Acting
  readonly before: ActionState
}

const meet = async (
  running: Running,
  move: StepMove,
  { action }: Step,
  watching: Watching,
): Promise<Met> => {
  const keep = move.resumed ? { step: move.step, statement: action.statement } : null
  const session = await fencedSession(running, action, keep, pid => watching.look(pid))
  return { session, before: await session.state(action) }
}

/** A part that says no before anything was meant ends the step; trouble that passes is waited for. */
const refused = (move: StepMove, error: unknown): Known => {
  if (move.resumed || !(error instanceof Failure) || error.passes) throw error
  return failed(error.code, error.message, { instead: error.instead })
}

type Known =
  | { readonly kind: 'done'; readonly detail: Readonly<Record<string, unknown>> }
  | { readonly kind: 'failed'; readonly detail: Readonly<Record<string, unknown>> }

const failed = (code: string, message: string, more: object = {}): Known => ({
  kind: 'failed',
  detail: { code, message, ...more },
})

/** What the state at the target says before anything is done. */
const knownBefore = (move: StepMove, state: ActionState, again: boolean): Known | undefined => {
  if (!move.resumed) {
    // Without a question to ask, whether it was done before cannot be known.
    if (state === 'absent' || state === 'unknown') return undefined
    return failed('run.overtaken', 'Somebody else did this meanwhile', { notOurs: true })
  }
  if (state === 'present') return { kind: 'done', detail: { found: true } }
  if (state === 'untidy' || (state === 'partial' && again)) return undefined
  if (state === 'partial') return failed('run.half-done', 'It was interrupted and left half done')
  if (state === 'unknown')
    return failed('run.unknown', 'It was interrupted, and nobody can tell whether it was done')
  return move.sent
    ? failed('cluster.lost', 'The server ended the statement when the connection was lost')
    : undefined
}

type Tried =
  | { readonly kind: 'performed'; readonly seconds: number; readonly warnings: readonly string[] }
  | { readonly kind: 'failed'; readonly failure: Failure }
  | { readonly kind: 'unknown'; readonly failure: Failure }

const act = async (running: Running, action: Action, session: Acting): Promise<Tried> => {
  const { interrupt, lost } = running.lease
  try {
    const how = { stop: interrupt, lost }
    const { seconds, warnings } = await session.perform(action, how)
    return { kind: 'performed', seconds, warnings }
  } catch (error) {
    if (lost.aborted) throw new Fenced(running.run)
    if (!(error instanceof Failure)) throw error
    return { kind: error.unknown ? 'unknown' : 'failed', failure: interrupted(running, error) }
  }
}

/** Who interrupted it is known here: below it is only told to stop. */
const interrupted = ({ lease: { stop, preempted } }: Running, failure: Failure): Failure =>
  failure.code === 'run.stopped' && preempted !== null && !stop.aborted
    ? new Failure('run.preempted', `It was interrupted by ${preempted}`, 'It goes on after that.')
    : failure

/** A signal takes a moment to arrive: an effect that is not there yet is looked for again. */
const lookAfter = async (session: Acting, { action }: Step): Promise<ActionState> => {
  for (let looks = 1; ; looks += 1) {
    const state = await session.state(action)
    if (state !== 'absent' || looks === 10) return state
    await sleep(200)
  }
}

/** SQLSTATEs that say: the object is there, and it was not us. */
const duplicate = new Set(['sql.42P07', 'sql.42710'])

const knownAfter = (
  step: Step,
  tried: Exclude<Tried, { kind: 'unknown' }>,
  after: ActionState,
  preempted: string | null,
): Known => {
  if (tried.kind === 'failed') {
    const { code, message, instead } = tried.failure
    const by = code === 'run.preempted' ? { by: preempted } : {}
    return failed(code, message, {
      instead,
      ...by,
      ...(duplicate.has(code) ? { notOurs: true } : {}),
    })
  }
  const { seconds, warnings } = tried
  if (after === 'present' || step.action.state === null)
    return { kind: 'done', detail: { seconds, warnings } }
  const said = warnings.length > 0 ? `: ${warnings.join('; ')}` : ''
  return failed('run.no-effect', `PostgreSQL reported no error, but the effect is not there${said}`)
}

/** The connection broke: the outcome is not known. Said in the journal first, then looked into. */
const lookLater = async (
  running: Running,
  index: number,
  step: Step,
  failure: Failure,
): Promise<void> => {
  await note(running, 'note', index, { code: failure.code, message: failure.message })
  await dropSession(running, step.action)
}
