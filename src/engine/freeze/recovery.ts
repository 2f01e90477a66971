/**
 * Recovery mode: the control database does not match the heads anchored outside, because the database was
 * restored, or the record was cut off or rewritten. No run acts until a person has looked: approvals
 * expire, and every cluster is frozen.
 */
import type { Parts } from '#engine/parts'
import { recovery, recoveryScope } from '#model/freeze'
import { insertFreeze } from '#store/freezes'
import { endPending, openPlanIds, setPlanState } from '#store/plans'

/**
 * True when recovery mode was entered by this call; any number of processes may try, in one transaction
 * each.
 */
export const enterRecovery = (parts: Parts, because: string): Promise<boolean> =>
  parts.store.transaction(async tx => {
    const entered = await insertFreeze(tx, {
      scope: recoveryScope,
      person: recovery,
      name: 'Howdah',
      reason: `recovery mode. ${because} Look at what was done since, then say \`thaw\`; another approver says so too`,
    })
    if (!entered) return false
    // A plan that was approved at this instant has a run, which waits for the thaw.
    for (const plan of await openPlanIds(tx))
      if (!(await endPending(tx, plan, 'expired', ending))) await setPlanState(tx, plan, 'looking')
    await parts.record.append(
      'recovery.entered',
      { actor: `howdah/${parts.holder}`, subject: {}, detail: { because } },
      tx,
    )
    return true
  })

const ending =
  'The control database may have been restored from an older state: whether this was approved and done since is not known here. Look at the cluster, then ask again.'
