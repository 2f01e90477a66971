/** The undo of a change to an index: figures and notes for the approver, or why an undo is refused. */

import { lookAtUndo, type UndoFacts } from '#cluster/facts/index/undo'
import type { Step } from '#model/plan'
import type { Undoing } from '#model/playbook'
import { type Refusal, refusal } from '#model/refusal'
import type { View } from '#model/view'
import { analyseTable } from '#playbooks/index/actions'
import { lostUniqueness } from '#playbooks/index/lost-uniqueness'
import { notEnoughDisk, walEstimates, walNotes } from '#playbooks/shared/disk-room'
import { concurrentLocks, replayNote } from '#playbooks/shared/locks'
import { anotherWorks, mayNotActAs, mayNotCreate, observedOnly } from '#playbooks/shared/refusals'
import { bytes, diskOf } from '#text/figures'

/** Looks at the cluster now and judges the undo; the first step of `steps` names the table. */
export const undoOfIndex = async (
  view: View,
  [step]: readonly Step[],
): Promise<Undoing | Refusal> => {
  const table = step?.effects[0]?.lock?.table
  if (!step || table === undefined) throw new Error('an undo without a table')
  return undoingOf(step, table, await lookAtUndo(view, step, table))
}

/** `step` is the first step of the undo. */
export const undoingOf = (
  { action, effects, undo }: Step,
  table: string,
  facts: UndoFacts,
): Undoing | Refusal => {
  const [effect] = effects
  const size = effect?.bytes ?? null
  const builds = effect?.change === 'create'
  const { actor, freeBytes } = facts
  if (actor === null) return observedOnly()
  if (!facts.tableThere) return refusal(`${table} is gone.`, 'There is nothing to put back.')
  const outOfReach = mayNotActAs(actor, action.role ?? '', table, facts)
  if (outOfReach) return outOfReach
  if (facts.createGrant !== null)
    return mayNotCreate(action.role ?? '', facts.schema, facts.createGrant)
  if (facts.work !== null) return anotherWorks(facts.work, table)
  const { dropped } = facts
  if (dropped && !dropped.asBuilt) {
    return refusal(
      `Another index has that name by now: ${dropped.definition}.`,
      'Leave it, or ask for its own `index drop`.',
    )
  }
  if (dropped?.replicaIdentity) {
    return refusal(
      `${effect?.object} is the replica identity of ${table} by now: logical replication would stop.`,
      'Give the table another replica identity first.',
    )
  }
  const disk = diskOf(action.node, facts)
  // The index, and as much again to sort.
  const { node } = action
  const full =
    builds && size !== null
      ? notEnoughDisk({
          what: 'build',
          node,
          disk,
          room: 2 * size,
          wal: size,
          freeBytes,
          about: facts.wal,
        })
      : undefined
  if (full) return full
  return {
    estimates: [
      concurrentLocks(table, action),
      ...(size === null
        ? []
        : [{ label: builds ? 'Size' : 'Frees', value: `about ${bytes(size)}` }]),
      ...(builds
        ? [
            {
              label: 'Free disk',
              value:
                freeBytes === null ? 'not visible from here' : `${bytes(freeBytes)} on ${disk}`,
            },
            ...(size === null ? [] : walEstimates(facts.wal, size)),
          ]
        : []),
      ...(undo ? [{ label: 'Undo', value: undo.title }] : []),
    ],
    notes: [
      ...(builds ? walNotes(facts.wal) : []),
      ...facts.waitsFor.map(who => `It waits for ${who}.`),
      ...(dropped?.unique ? lostUniqueness : []),
      ...(builds ? [] : replayNote(table, facts.wal)),
    ],
    after: facts.hasExpression
      ? [
          {
            title: `Collect statistics for ${effect?.object ?? table}`,
            action: analyseTable(action, table),
            effects: [],
            onFailure: 'finish',
            undo: null,
          },
        ]
      : [],
  }
}
