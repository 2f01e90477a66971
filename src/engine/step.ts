/** One step: state → audit "will" → intent → act → look after → journal → audit "did". */
import { setTimeout as sleep } from 'node:timers/promises'
import type { Acting } from '#cluster/acting'
import type { ActionState } from '#cluster/action'
import { failpoint } from '#engine/failpoint'
import type { Move } from '#engine/next-move'
import type { Step } from '#engine/playbook'
import { watchProgress } from '#engine/progress'
import { dropSession, fencedSession, note, type Running } from '#engine/running'
import { Failure, Fenced } from '#src/errors'

type StepMove = Extract<Move, { do: 'step' }>

export const takeStep = async (running: Running, move: StepMove): Promise<void> => {
  const step = running.plan.steps[move.step]
  if (!step) throw new Error(`Plan ${running.plan.id} has no step ${move.step}`)
  const at = (point: string) => failpoint(`step ${move.step} ${point}`)
  const watching = watchProgress(running, move.step, step.action)
  const keep = move.resumed ? { step: move.step, statement: step.action.statement } : null
  const session = await fencedSession(running, step.action, keep, pid => watching.look(pid))
  const before = await session.state(step.action)
  at('state read')
  const settled = settledBefore(move, before, step.action.again)
  if (settled) return settle(running, move.step, step, settled)
  if (!move.resumed) await intend(running, move.step, step, at)
  running.lease.check()
  const stopWatching = watching.start(session.pid)
  const tried = await act(running, step, session)
  await stopWatching()
  at('acted')
  if (tried.kind === 'unknown') return lookLater(running, move.step, step, tried.failure)
  const after =
    tried.kind === 'performed' ? await lookAfter(session, step) : await session.state(step.action)
  at('looked after')
  await settle(running, move.step, step, settledAfter(step, tried, after))
  at('done')
}

type Settled =
  | { readonly kind: 'done'; readonly detail: Readonly<Record<string, unknown>> }
  | { readonly kind: 'failed'; readonly detail: Readonly<Record<string, unknown>> }

const failed = (code: string, message: string, more: object = {}): Settled => ({
  kind: 'failed',
  detail: { code, message, ...more },
})

/** What the state at the target says before anything is done. */
const settledBefore = (move: StepMove, state: ActionState, again: boolean): Settled | undefined => {
  if (!move.resumed) {
    // Without a question to ask, whether it was done before cannot be known.
    if (state === 'absent' || state === 'unknown') return undefined
    return failed('run.overtaken', 'Somebody else did this meanwhile', { notOurs: true })
  }
  if (state === 'present') return { kind: 'done', detail: { found: true } }
  if (state === 'partial' && again) return undefined
  if (state === 'partial') return failed('run.half-done', 'It was interrupted and left half done')
  if (state === 'unknown')
    return failed('run.unknown', 'It was interrupted, and nobody can tell whether it was done')
  return move.sent
    ? failed('cluster.lost', 'The server ended the statement when the connection was lost')
    : undefined
}

const intend = async (
  running: Running,
  index: number,
  step: Step,
  at: (point: string) => void,
): Promise<void> => {
  at('before audit')
  await running.parts.record.append('step.will', recordOf(running, index, step, {}))
  at('audited')
  await note(running, 'intent', index)
  at('intent')
}

type Tried =
  | { readonly kind: 'performed'; readonly seconds: number; readonly warnings: readonly string[] }
  | { readonly kind: 'failed'; readonly failure: Failure }
  | { readonly kind: 'unknown'; readonly failure: Failure }

const act = async (running: Running, step: Step, session: Acting): Promise<Tried> => {
  const { stop, lost } = running.lease
  try {
    const { seconds, warnings } = await session.perform(step.action, { stop, lost })
    return { kind: 'performed', seconds, warnings }
  } catch (error) {
    if (lost.aborted) throw new Fenced(running.run)
    if (!(error instanceof Failure)) throw error
    return { kind: error.unknown ? 'unknown' : 'failed', failure: error }
  }
}

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

const settledAfter = (
  step: Step,
  tried: Exclude<Tried, { kind: 'unknown' }>,
  after: ActionState,
): Settled => {
  if (tried.kind === 'failed') {
    const { code, message, instead } = tried.failure
    return failed(code, message, { instead, ...(duplicate.has(code) ? { notOurs: true } : {}) })
  }
  const { seconds, warnings } = tried
  if (after === 'present' || step.action.state === null)
    return { kind: 'done', detail: { seconds, warnings } }
  const said = warnings.length > 0 ? `: ${warnings.join('; ')}` : ''
  return failed('run.no-effect', `PostgreSQL reported no error, but the effect is not there${said}`)
}

const settle = async (
  running: Running,
  index: number,
  step: Step,
  settled: Settled,
): Promise<void> => {
  await note(running, settled.kind, index, settled.detail)
  await running.parts.record.appendOutcome(
    `step.${settled.kind}`,
    recordOf(running, index, step, settled.detail),
  )
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

export const recordOf = (
  running: Running,
  index: number,
  step: Pick<Step, 'title' | 'action'>,
  detail: Readonly<Record<string, unknown>>,
) => ({
  actor: `howdah/${running.parts.holder}`,
  subject: { plan: running.plan.id, run: running.run, cluster: running.plan.cluster, step: index },
  detail: {
    title: step.title,
    node: step.action.node,
    database: step.action.database,
    statement: step.action.statement,
    token: running.lease.token,
    ...detail,
  },
})
