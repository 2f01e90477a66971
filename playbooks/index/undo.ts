/** The undo of a change to an index, looked at as strictly as the playbook that the undo mirrors. */

import { lookAtBuildAgain, lookAtDropAgain } from '#cluster/facts/index/undo'
import { lookAtDropWhole } from '#cluster/facts/index/undo-partitioned'
import type { Step } from '#model/plan'
import type { Undoing } from '#model/playbook'
import type { Refusal } from '#model/refusal'
import type { View } from '#model/view'
import type { IndexStep } from '#playbooks/index/actions'
import { droppingAgain } from '#playbooks/index/undo-build'
import { buildingAgain } from '#playbooks/index/undo-drop'
import { droppingWhole, isAboutWhole } from '#playbooks/index/undo-partitioned'

/** Looks at the cluster now and judges the undo; the first step of `steps` names the table. */
export const undoOfIndex = async (
  view: View,
  [step]: readonly Step[],
): Promise<Undoing | Refusal> => {
  const [effect] = step?.effects ?? []
  const table = effect?.lock?.table
  if (!step || !isSql(step) || table === undefined) throw new Error('an undo without a table')
  if (isAboutWhole(step))
    return droppingWhole(
      step,
      await lookAtDropWhole(view, step.effects, step.undo?.action.statement),
    )
  return effect?.change === 'create'
    ? buildingAgain(step, table, await lookAtBuildAgain(view, step, table))
    : droppingAgain(step, await lookAtDropAgain(view, step))
}

const isSql = (step: Step): step is IndexStep =>
  step.action.kind === 'sql' && (step.undo === null || step.undo.action.kind === 'sql')
