/**
 * Ends clones whose time is over: the end that was approved with the restore becomes a plan with the same approvals,
 * and runs at once. Any process does this.
 */

import { approvedUndo, copyApprovals } from '#engine/guard/approved-undo'
import type { Parts } from '#engine/parts'
import { draft } from '#engine/plan/draft'
import { startRun } from '#engine/run/start'
import { wakeRun } from '#engine/run/wake'
import { planIn } from '#engine/show/read-rows'
import type { LiveClone } from '#model/clone/clone'
import { cloneAuthor } from '#model/guard'
import { isRefusal } from '#model/refusal'
import { insertClone, liveClones, lockClones } from '#store/clones/clones'
import { findPlan, findUndos, insertPlan, touchUndone } from '#store/plans'
import { lockRun } from '#store/runs'
import type { Store } from '#store/store'

export const endOverdue = async (parts: Parts): Promise<void> => {
  const now = await parts.now()
  for (const clone of await liveClones(parts.store))
    if (Date.parse(clone.endsAt) <= now.getTime())
      // A cluster that does not answer keeps no clone of a second cluster.
      await endOne(parts, clone, now).catch((error: unknown) =>
        parts.report(error, { clone: clone.name, during: 'ending a clone' }),
      )
}

/** An end that failed is tried again after this time. */
const againMs = 3_600_000

/** After this time without files the clone counts as ended. */
const forgetMs = 24 * 3_600_000

const endOne = async (parts: Parts, clone: LiveClone, now: Date): Promise<void> => {
  const { store, record, holder } = parts
  const row = await findPlan(store, clone.plan)
  if (row?.genuine !== 'genuine' || (await isUnderWay(parts, clone, now))) return
  const plan = planIn(row)
  const { cluster, database, playbook, input } = plan
  const drafted = await draft(parts, { cluster, database, playbook, input, undoes: clone.run })
  if (isRefusal(drafted)) {
    if (now.getTime() - Date.parse(clone.endsAt) > forgetMs)
      await store.transaction(async tx => {
        await lockClones(tx)
        await insertClone(tx, clone.name, { kind: 'ended', run: null })
      })
    return
  }
  const reason = `${clone.name} has come to its end.`
  const by = { requester: cloneAuthor, requesterName: `the end of ${clone.name}`, reason, now }
  const { kind: _, ...body } = drafted
  const undo = approvedUndo(plan, body, by)
  const run = await store.transaction(async tx => {
    await lockRun(tx, clone.run)
    if (await isUnderWay({ store: tx }, clone, now)) return undefined
    await insertPlan(tx, { ...undo, body: undo, origin: row.origin })
    await copyApprovals(tx, plan, undo, `end of ${plan.id}`)
    await touchUndone(tx, undo.id)
    const started = await startRun(tx, undo.id)
    await record.append(
      'clone.ends',
      {
        actor: `howdah/${holder}`,
        subject: { plan: plan.id, run: clone.run, cluster },
        detail: { because: reason, by: undo.id, fingerprint: undo.fingerprint },
      },
      tx,
    )
    return started
  })
  if (run !== undefined) await wakeRun(parts, run)
}

/** An undo that a person asked for keeps no clone before the approval. */
const isUnderWay = async (
  { store }: { readonly store: Store },
  { run }: LiveClone,
  now: Date,
): Promise<boolean> =>
  (await findUndos(store, run)).some(
    undo =>
      (undo.outcome === null && undo.state !== 'pending') ||
      (undo.requester === cloneAuthor &&
        now.getTime() - Date.parse(planIn(undo).createdAt) < againMs),
  )
