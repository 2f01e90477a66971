/** The undo of a build drops the index: figures and notes for the approver, or why not, as for any drop. */

import type { DropAgain } from '#cluster/facts/index/undo'
import type { Undoing } from '#model/playbook'
import { isRefusal, type Refusal, refusal } from '#model/refusal'
import type { IndexStep } from '#playbooks/index/actions'
import { notesOf, usesOf } from '#playbooks/index/drop-notes'
import { needed } from '#playbooks/index/needed'
import { otherOwner } from '#playbooks/index/other-owner'
import { atWork, oneMeant, ownerMissing } from '#playbooks/index/refusals'
import { concurrentLocks } from '#playbooks/shared/locks'
import { bytes } from '#text/figures'

/** `step` is the first step of the undo. */
export const droppingAgain = (
  { action, effects, undo }: IndexStep,
  facts: DropAgain,
): Undoing | Refusal => {
  const object = effects[0]?.object ?? ''
  if (facts.found === 'nothing') return refusal(`${object} is gone.`, 'There is nothing to undo.')
  const meant = oneMeant(object, facts, 'index drop')
  if (isRefusal(meant) || facts.found !== 'one') return meant as Refusal
  const { index } = facts
  const refused =
    (facts.asBuilt
      ? undefined
      : refusal(
          `Another index has that name by now: ${index.definition}.`,
          'Leave it, or ask for its own `index drop`.',
        )) ??
    needed(meant) ??
    atWork(meant) ??
    otherOwner(action.role, index.owner, index.quotedTable) ??
    ownerMissing(meant)
  if (refused) return refused
  return {
    estimates: [
      concurrentLocks(index.quotedTable, action),
      { label: 'Frees', value: bytes(index.bytes) },
      ...usesOf(facts),
      ...(undo ? [{ label: 'Undo', value: undo.title }] : []),
    ],
    notes: notesOf(facts),
    after: [],
  }
}
