/** The undo of a rotation: an empty partition is taken away again, and the very table that was detached comes back. */
import { areGone, takenIn } from '#cluster/facts/partition/taken-in'
import type { Step } from '#model/plan'
import type { Undoing } from '#model/playbook'
import { type Refusal, refusal } from '#model/refusal'
import type { View } from '#model/view'
import { bytes } from '#text/figures'

export const undoingRotation = async (
  { primary }: View,
  steps: readonly Step[],
): Promise<Undoing | Refusal> => {
  const [[gone], [full]] = await Promise.all([
    areGone(primary, steps.flatMap(detachedIn)),
    takenIn(
      primary,
      steps.flatMap(({ effects }) =>
        effects.filter(({ change }) => change === 'remove').map(({ object }) => object),
      ),
    ),
  ])
  if (gone !== undefined)
    return refusal(
      `${gone}, as it was detached, is gone: somebody dropped or renamed it since.`,
      'Attach by hand what is there, or restore it from a backup.',
    )
  if (full)
    return refusal(
      `${full.quoted} has taken in rows since (${bytes(full.bytes)}): taking it away would hide them.`,
      'Leave it. A partition that is no longer needed is detached by `partition rotate … keep=…`.',
    )
  return {
    estimates: [
      { label: 'Rows', value: 'none is lost: a partition is dropped only while it is empty' },
    ],
    notes: [],
    after: [],
  }
}

/** The tables to attach again: `undo` of such a step is the detachment, whose query has the oid. */
const detachedIn = ({ effects: [effect], undo }: Step) => {
  const { action } = undo ?? {}
  const oid =
    action?.kind === 'sql' || action?.kind === 'transaction' ? action.state?.values[1] : undefined
  return effect?.change === 'attach' && typeof oid === 'string' && /^\d+$/.test(oid)
    ? [{ quoted: effect.object, oid }]
    : []
}
