/**
 * Takes a guarded change back: the undo that was approved with the change becomes a plan with the same approvals, and
 * runs at once. Any process does this, also where the process that made the change has died.
 */

import { approvedUndo, copyApprovals } from '#engine/guard/approved-undo'
import { readGuard } from '#engine/guard/read-guard'
import { isUndecided } from '#engine/guard/state'
import type { Parts } from '#engine/parts'
import { draft } from '#engine/plan/draft'
import { startRun } from '#engine/run/start'
import { wakeRun } from '#engine/run/wake'
import { guardAuthor } from '#model/guard'
import type { Person } from '#model/person'
import type { Plan } from '#model/plan'
import { isRefusal, type Refusal } from '#model/refusal'
import { failpoint } from '#src/failpoint'
import { appendAfterwards } from '#store/journal'
import { findPlan, insertPlan, touchUndone } from '#store/plans'
import { lockRun } from '#store/runs'
import type { Store } from '#store/store'
import { closeWatch } from '#store/watches'

export interface Reverting {
  /** The run to take back. */
  readonly run: string
  readonly plan: Plan
  /** A sentence: the broken limit, or the person who decided. */
  readonly because: string
  readonly person?: Person
}

/** The id of the undo plan; undefined when a decision came first. */
export const takeBack = async (
  parts: Parts,
  reverting: Reverting,
): Promise<string | undefined | Refusal> => {
  const { plan, run } = reverting
  const { cluster, database, playbook, input } = plan
  const drafted = await draft(parts, { cluster, database, playbook, input, undoes: run })
  if (isRefusal(drafted)) return drafted
  const origin = (await findPlan(parts.store, plan.id))?.origin ?? {}
  const { kind: _, ...body } = drafted
  const undo = approvedUndo(plan, body, {
    requester: guardAuthor,
    requesterName: reverting.person
      ? `${reverting.person.name}, who took ${plan.id} back`
      : `the guard of ${plan.id}`,
    reason: reverting.because,
    now: await parts.now(),
  })
  const started = await parts.store.transaction(async tx => {
    if (!(await isOpen(tx, reverting))) return undefined
    await closeWatch(tx, run, 'guard')
    await insertPlan(tx, { ...undo, body: undo, origin })
    await copyApprovals(tx, plan, undo, `guard of ${plan.id}`)
    await say(parts, tx, reverting, undo)
    await touchUndone(tx, undo.id)
    return startRun(tx, undo.id)
  })
  failpoint('guard reverts')
  if (started === undefined) return undefined
  await wakeRun(parts, started)
  return undo.id
}

/** Under the run's lock: a guard and a person may decide at the same instant. */
const isOpen = async (tx: Store, { run, plan }: Reverting): Promise<boolean> => {
  await lockRun(tx, run)
  return isUndecided(await readGuard(tx, run, plan))
}

/** Journal and record, before the undo begins. */
const say = async (
  parts: Parts,
  tx: Store,
  { run, plan, because, person }: Reverting,
  undo: Plan,
): Promise<void> => {
  const who = person ? { person: person.id, name: person.name } : {}
  await appendAfterwards(
    tx,
    { run, plan: plan.id },
    { kind: 'reverting', detail: { because, by: undo.id, ...who } },
  )
  await parts.record.append(
    person ? 'guard.taken-back' : 'guard.reverts',
    {
      actor: person?.id ?? guardAuthor,
      subject: { plan: plan.id, run, cluster: plan.cluster },
      detail: { because, by: undo.id, fingerprint: undo.fingerprint },
    },
    tx,
  )
}
