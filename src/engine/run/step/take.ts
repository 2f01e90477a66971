/** One step: state → intent, on the record → act → look after → outcome, on the record. */
import { setTimeout as sleep } from 'node:timers/promises'
import type { SqlSession } from '#cluster/drivers/sql/session'
import type { Move } from '#engine/journal/next-move'
import { cleanupOf } from '#engine/journal/way-back'
import { dropSession, fencedSession } from '#engine/run/held/hands'
import { note, type Running } from '#engine/run/held/run'
import { type Followed, followNow } from '#engine/run/step/follow'
import { type Watching, watchProgress } from '#engine/run/step/progress'
import { recordStep } from '#engine/run/step/record'
import type { Action, ActionState } from '#model/action'
import { type Step, wayBackTitle } from '#model/plan'
import { Failure, Fenced } from '#src/errors'
import { failpoint } from '#src/failpoint'

type StepMove = Extract<Move, { do: 'step' }>

export const takeStep = async (running: Running, move: StepMove): Promise<void> => {
  const planned = running.plan.steps[move.step]
  if (!planned) throw new Error(`Plan ${running.plan.id} has no step ${move.step}`)
  const at = (point: string) => failpoint(`step ${move.step} ${point}`)
  const met = await meet(running, move, planned).catch(error => refused(move, error))
  if ('kind' in met) return recordStep(running, met.kind, move.step, planned, met.detail)
  const { step, session, before, watching } = met
  const conclude = (known: Known, did: Pick<Step, 'title' | 'action'> = step) =>
    recordStep(running, known.kind, move.step, did, known.detail)
  at('state read')
  const known = knownBefore(move, met)
  if (known) return conclude(known)
  const rest = before === 'untidy' ? cleanupOf(step.action, before) : undefined
  const doing = rest ? { title: wayBackTitle(step), action: rest } : step
  if (!move.resumed || rest) {
    at('before intent')
    await recordStep(running, 'intent', move.step, doing, { statement: doing.action.statement })
    at('intent')
  }
  running.lease.check()
  at('checked')
  const tried = await watching.during(session.pid, () => act(running, doing.action, session))
  at('acted')
  if (tried.kind === 'unknown') return lookLater(running, move.step, step, tried.failure)
  const after = tried.kind === 'performed' ? await lookAfter(session, step).catch(asFailure) : null
  if (after instanceof Failure) return lookLater(running, move.step, step, after)
  at('looked after')
  await conclude(knownAfter(step, tried, after, running.lease.preempted), doing)
  at('done')
}

interface Met extends Followed {
  readonly session: SqlSession
  readonly before: ActionState
  readonly watching: Watching
}

const meet = async (running: Running, move: StepMove, planned: Step): Promise<Met> => {
  const followed = await followNow(running, planned)
  const { action } = followed.step
  const watching = watchProgress(running, move.step, action)
  // Who is told to stop, or to make way, waits for nobody's statement.
  const statement = () =>
    move.resumed && !running.lease.interrupt.aborted ? action.statement : null
  const keep = { step: move.step, statement }
  const session = await fencedSession(running, action, keep, pid => watching.look(pid))
  return { ...followed, session, before: await session.state(action), watching }
}

const asFailure = (error: unknown): Failure => {
  if (error instanceof Failure) return error
  throw error
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
const knownBefore = (
  move: StepMove,
  { before: state, moved, step }: Pick<Met, 'before' | 'moved' | 'step'>,
): Known | undefined => {
  const elsewhere = moved && failed('cluster.moved', `It was interrupted: ${moved}`)
  if (!move.resumed) {
    if (elsewhere) return elsewhere
    // Without a question to ask, whether it was done before cannot be known.
    if (state === 'absent' || state === 'unknown') return undefined
    return failed('run.overtaken', 'Somebody else did this meanwhile', { notOurs: true })
  }
  if (state === 'present') return { kind: 'done', detail: { found: true } }
  if (state === 'untidy') return undefined
  if (state === 'unknown')
    return failed('run.unknown', 'It was interrupted, and nobody can tell whether it was done')
  if (elsewhere) return elsewhere
  if (state === 'partial' && !step.action.again)
    return failed('run.half-done', 'It was interrupted and left half done')
  return move.sent && state === 'absent'
    ? failed('cluster.lost', 'The server ended the statement when the connection was lost')
    : undefined
}

type Tried =
  | { readonly kind: 'performed'; readonly seconds: number; readonly warnings: readonly string[] }
  | { readonly kind: 'failed'; readonly failure: Failure }
  | { readonly kind: 'unknown'; readonly failure: Failure }

const act = async (running: Running, action: Action, session: SqlSession): Promise<Tried> => {
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
const lookAfter = async (session: SqlSession, { action }: Step): Promise<ActionState> => {
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
  after: ActionState | null,
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
