/** Takes one step back after a failure or a stop. A person's stop does not stop this. */
import { failpoint } from '#engine/failpoint'
import type { Move } from '#engine/next-move'
import type { Step } from '#engine/playbook'
import { watchProgress } from '#engine/progress'
import { dropSession, fencedSession, note, type Running } from '#engine/running'
import { recordOf } from '#engine/step'
import { Failure, Fenced } from '#src/errors'

type UndoMove = Extract<Move, { do: 'undo' }>

const never = new AbortController().signal

export const undoStep = async (running: Running, move: UndoMove): Promise<void> => {
  const step = running.plan.steps[move.step]
  if (!step) throw new Error(`Plan ${running.plan.id} has no step ${move.step}`)
  const at = (point: string) => failpoint(`undo ${move.step} ${point}`)
  const watching = watchProgress(running, move.step, step.action)
  // What may still run is the undo of an older holder, or the step's own statement.
  const statement = (move.resumed ? step.undo?.action : step.action)?.statement ?? ''
  const keep = { step: move.step, statement }
  const session = await fencedSession(running, step.action, keep, pid => watching.look(pid))
  const before = await session.state(step.action)
  at('state read')
  if (before === 'absent') return note(running, 'undone', move.step, { nothing: !move.resumed })
  const back = wayBack(step, before === 'partial')
  if (!back) return settle(running, move.step, step, 'it cannot be taken back')
  if (!move.resumed) {
    at('before audit')
    await running.parts.record.append('undo.will', recordOf(running, move.step, back, {}))
    at('audited')
    await note(running, 'undo intent', move.step)
    at('intent')
  }
  running.lease.check()
  try {
    await session.perform(back.action, { stop: never, lost: running.lease.lost })
  } catch (error) {
    return afterTrouble(running, move.step, step, error)
  }
  at('acted')
  const after = await session.state(step.action)
  at('looked after')
  await settle(running, move.step, back, after === 'absent' ? null : 'its effect is still there')
  at('done')
}

/** Half done: the repair that the action carries. Done: the undo of the plan. */
const wayBack = (
  { title, action, undo }: Step,
  partial: boolean,
): Pick<Step, 'title' | 'action'> | undefined => {
  if (!partial || action.repair === null) return undo ?? undefined
  return {
    title: undo?.title ?? `Take back what was half done of “${title}”`,
    action: { ...action, statement: action.repair, values: [], state: null, repair: null },
  }
}

const afterTrouble = async (
  running: Running,
  index: number,
  step: Step,
  error: unknown,
): Promise<void> => {
  if (running.lease.lost.aborted) throw new Fenced(running.run)
  if (!(error instanceof Failure)) throw error
  if (!error.unknown) return settle(running, index, step, error.message)
  await note(running, 'note', index, { code: error.code, message: error.message })
  await dropSession(running, step.action)
}

const settle = async (
  running: Running,
  index: number,
  back: Pick<Step, 'title' | 'action'>,
  problem: string | null,
): Promise<void> => {
  const kind = problem === null ? 'undone' : 'undo failed'
  const detail = problem === null ? {} : { message: problem }
  await note(running, kind, index, detail)
  await running.parts.record.appendOutcome(
    `undo.${problem === null ? 'done' : 'failed'}`,
    recordOf(running, index, back, detail),
  )
}
