/** Takes one step back after a failure or a stop. A person's stop does not stop this. */
import type { Move } from '#engine/journal/next-move'
import { cleanupOf } from '#engine/journal/way-back'
import { dropSession, fencedSession } from '#engine/run/held/hands'
import { note, type Running } from '#engine/run/held/run'
import { followNow } from '#engine/run/step/follow'
import { watchProgress } from '#engine/run/step/progress'
import { recordStep } from '#engine/run/step/record'
import type { ActionState } from '#model/action'
import { type Step, wayBackTitle } from '#model/plan'
import { Failure, Fenced } from '#src/errors'
import { failpoint } from '#src/failpoint'

type UndoMove = Extract<Move, { do: 'undo' }>

const never = new AbortController().signal

export const undoStep = async (running: Running, move: UndoMove): Promise<void> => {
  const planned = running.plan.steps[move.step]
  if (!planned) throw new Error(`Plan ${running.plan.id} has no step ${move.step}`)
  const at = (point: string) => failpoint(`undo ${move.step} ${point}`)
  const { step } = await followNow(running, planned)
  const watching = watchProgress(running, move.step, step.action)
  const keep = { step: move.step, statement: () => mayStillRun(running, move, step) }
  const session = await fencedSession(running, step.action, keep, pid => watching.look(pid))
  const before = await session.state(step.action)
  at('state read')
  const back = wayBack(step, before)
  // It was done before the stop came, and without it nobody is worse off: a rebuild.
  const kept = before === 'untidy' ? { kept: true as const } : {}
  if (before === 'absent') {
    if (!move.resumed) return note(running, 'undone', move.step, { nothing: true })
    return conclude(running, move.step, back ?? step, null)
  }
  if (!back && before === 'present') {
    if (!move.resumed) return note(running, 'undone', move.step, { nothing: true, kept: true })
    return conclude(running, move.step, step, null, { kept: true })
  }
  if (!back) {
    const problem = { message: 'it cannot be taken back' }
    return recordStep(running, 'undo failed', move.step, step, problem)
  }
  // Without a question to ask, what was begun is never repeated.
  if (before === 'unknown' && move.resumed)
    return conclude(
      running,
      move.step,
      back,
      'it was interrupted, and nobody can tell how far it came',
    )
  if (!move.resumed) {
    at('before intent')
    await recordStep(running, 'undo intent', move.step, back, { statement: back.action.statement })
    at('intent')
  }
  running.lease.check()
  at('checked')
  try {
    await watching.during(session.pid, () =>
      session.perform(back.action, { stop: never, lost: running.lease.lost }),
    )
  } catch (error) {
    return afterTrouble(running, move.step, step, back, error)
  }
  at('acted')
  const after = await session.state(step.action)
  at('looked after')
  const wanted = before === 'untidy' ? 'present' : 'absent'
  const there = after === wanted || step.action.state === null
  await conclude(running, move.step, back, there ? null : 'its effect is still there', kept)
  at('done')
}

/** The way back that an older holder began; before that the step's own statement, unless it shall stop. */
const mayStillRun = (
  { journal, lease }: Running,
  { resumed, step: index }: UndoMove,
  { action, undo }: Step,
): string | null => {
  if (!resumed) return lease.interrupt.aborted ? null : action.statement
  const intent = journal.findLast(({ kind, step }) => kind === 'undo intent' && step === index)
  const begun = intent?.detail['statement']
  return typeof begun === 'string' ? begun : (undo?.action.statement ?? null)
}

/** What the action itself cleans up with. Where it is done: the undo of the plan. */
const wayBack = (step: Step, state: ActionState): Pick<Step, 'title' | 'action'> | undefined => {
  const cleanup = cleanupOf(step.action, state)
  if (!cleanup) return step.undo ?? undefined
  return { title: wayBackTitle(step), action: { ...cleanup, state: null } }
}

const afterTrouble = async (
  running: Running,
  index: number,
  { action }: Step,
  back: Pick<Step, 'title' | 'action'>,
  error: unknown,
): Promise<void> => {
  if (running.lease.lost.aborted) throw new Fenced(running.run)
  if (!(error instanceof Failure)) throw error
  // A lock, a failover, a full server: it passes, and the way back is asked about once more.
  if (error.passes && !error.unknown && action.state !== null) throw error
  if (!error.unknown) return conclude(running, index, back, error.message)
  await note(running, 'note', index, { code: error.code, message: error.message })
  await dropSession(running, back.action)
}

const conclude = (
  running: Running,
  index: number,
  back: Pick<Step, 'title' | 'action'>,
  problem: string | null,
  detail: { readonly kept?: true } = {},
): Promise<void> =>
  problem === null
    ? recordStep(running, 'undone', index, back, detail)
    : recordStep(running, 'undo failed', index, back, {
        message: problem,
        statement: back.action.statement,
      })
