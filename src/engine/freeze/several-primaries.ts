/** Several primaries freeze the cluster: a person says which primary counts before anything starts. */
import type { Parts } from '#engine/parts'
import { insertFreeze } from '#store/freezes'
import { openPlanIds, touchPlan } from '#store/plans'

/** False where Howdah or a person has frozen the cluster already. The freeze stands until a person lifts it. */
export const freezeSeveralPrimaries = async (
  parts: Pick<Parts, 'store' | 'record' | 'holder'>,
  cluster: string,
  primaries: readonly string[],
): Promise<boolean> => {
  const reason = `${primaries.join(' and ')} are both primaries`
  const frozen = await parts.store.transaction(async tx => {
    const name = 'Howdah'
    const ours = await insertFreeze(tx, {
      scope: cluster,
      person: 'howdah/several-primaries',
      name,
      reason,
    })
    const said = { actor: `howdah/${parts.holder}`, subject: { scope: cluster } }
    if (ours) await parts.record.append('freeze', { ...said, detail: { name, reason } }, tx)
    return ours
  })
  if (frozen) for (const plan of await openPlanIds(parts.store)) await touchPlan(parts.store, plan)
  return frozen
}
