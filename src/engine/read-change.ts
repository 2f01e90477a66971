/** Reads everything a message shows about one plan. */
import type { Change, Origin, Progress, RunView } from '#engine/change'
import { readMeasured } from '#engine/measured'
import type { Parts } from '#engine/parts'
import type { Plan } from '#engine/plan'
import { entryOf } from '#engine/running'
import { approvalsOf } from '#store/approvals'
import { freezeOver } from '#store/freezes'
import { journalOf } from '#store/journal'
import { findPlan, findUndo } from '#store/plans'
import { findRun, findRunOfPlan, type RunRow } from '#store/runs'

export const readChange = async (parts: Parts, id: string): Promise<Change | undefined> => {
  const { store } = parts
  const planId = id.startsWith('r-') ? (await findRun(store, id))?.plan_id : id
  const row = planId === undefined ? undefined : await findPlan(store, planId)
  if (!row) return undefined
  const plan = row.body as unknown as Plan
  const [approvals, run, frozen, measured] = await Promise.all([
    approvalsOf(store, row.id),
    findRunOfPlan(store, row.id),
    freezeOver(store, row.cluster),
    readMeasured(parts, plan),
  ])
  const journal = run ? (await journalOf(store, run.id)).map(entryOf) : []
  const undo = run ? await findUndo(store, run.id) : undefined
  const undoing = undo && (undo.outcome === null || undo.outcome === 'succeeded')
  return {
    plan,
    origin: row.origin as unknown as Origin,
    revision: Number(row.revision),
    state: row.state as Change['state'],
    outcome: row.outcome as Change['outcome'],
    ending: row.ending,
    endedAt: row.ended_at?.toISOString() ?? null,
    approvals: approvals.map(approval => ({ ...approval, at: approval.at.toISOString() })),
    reminded: row.reminded_at !== null,
    run: run ? viewOf(run) : null,
    journal,
    measured,
    undone: undo ? { plan: undo.id, outcome: undo.outcome as Change['outcome'] } : null,
    undoable: row.outcome === 'succeeded' && !undoing && plan.steps.some(step => step.undo),
    frozen: frozen ? { name: frozen.name, reason: frozen.reason } : null,
  }
}

const viewOf = (run: RunRow): RunView => ({
  id: run.id,
  token: Number(run.token),
  holder: run.holder,
  waitingFor: run.waiting_for,
  stop: run.stop,
  progress: run.progress as Progress | null,
  startedAt: run.created_at.toISOString(),
})
