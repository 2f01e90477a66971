/**
 * The control database came back older than the heads anchored outside: it was restored, or its tail
 * was removed. Nothing acts until a person has looked: approvals expire, and everything is frozen.
 */
import type { Parts } from '#engine/parts'
import { insertFreeze } from '#store/freezes'
import { endPlan, openPlanIds, setPlanState } from '#store/plans'
import { findRunOfPlan } from '#store/runs'

/** Whose freeze it is: also runs that had begun wait for its thaw. */
export const recovery = 'howdah/recovery'

/** True when it was entered just now; any number of processes may try. */
export const enterRecovery = async (parts: Parts, because: string): Promise<boolean> => {
  const entered = await insertFreeze(parts.store, {
    scope: 'recovery',
    person: recovery,
    name: 'Howdah',
    reason: `recovery mode. ${because} Look at what was done since, then say \`/pg thaw\``,
  })
  if (!entered) return false
  await parts.record.append('recovery.entered', {
    actor: `howdah/${parts.holder}`,
    subject: {},
    detail: { because },
  })
  for (const plan of await openPlanIds(parts.store)) {
    if (await findRunOfPlan(parts.store, plan)) await setPlanState(parts.store, plan, 'looking')
    else
      await endPlan(
        parts.store,
        plan,
        'expired',
        'The control database was restored from an older state: ask again. Nothing was done.',
      )
  }
  return true
}
