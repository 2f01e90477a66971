/** The undo of a drop builds the index again: figures and notes for the approver, or why not, as for any build. */
import type { BuildAgain } from '#cluster/facts/index/undo'
import { walOf } from '#cluster/facts/node/wal'
import type { Undoing } from '#model/playbook'
import { type Refusal, refusal } from '#model/refusal'
import { analyseTable, type IndexStep } from '#playbooks/index/actions'
import { otherOwner } from '#playbooks/index/other-owner'
import { notEnoughDisk, walEstimates, walNotes } from '#playbooks/shared/disk-room'
import { concurrentLocks } from '#playbooks/shared/locks'
import { anotherWorks, mayNotActAs, mayNotCreate, noLogin } from '#playbooks/shared/refusals'
import { overTemporary, roomFor } from '#playbooks/shared/sort-room'
import { bytes, diskOf } from '#text/figures'

/** `step` is the first step of the undo, `table` quoted. */
export const buildingAgain = (
  step: IndexStep,
  table: string,
  facts: BuildAgain,
): Undoing | Refusal => {
  const refused = refusalOf(step, table, facts)
  if (refused) return refused
  const { action, effects, undo } = step
  const size = effects[0]?.bytes ?? null
  const object = effects[0]?.object ?? table
  const { freeBytes, same } = facts
  return {
    estimates: [
      concurrentLocks(table, action),
      ...(size === null ? [] : [{ label: 'Size', value: `about ${bytes(size)}` }]),
      {
        label: 'Free disk',
        value:
          freeBytes === null
            ? 'not visible from here'
            : `${bytes(freeBytes)} on ${diskOf(action.node, facts)}`,
      },
      ...(size === null ? [] : walEstimates(facts.wal, walOf(facts.method, size))),
      ...(undo ? [{ label: 'Undo', value: undo.title }] : []),
    ],
    notes: [
      ...walNotes(facts.wal),
      ...facts.waitsFor.map(who => `It waits for ${who}.`),
      ...(same ? [`The table has the same index already: ${same.quoted}.`] : []),
    ],
    after: facts.hasExpression
      ? [
          {
            title: `Collect statistics for ${object}`,
            action: analyseTable(action, table),
            effects: [],
            onFailure: 'finish',
            undo: null,
          },
        ]
      : [],
  }
}

const refusalOf = (
  { action, effects }: IndexStep,
  table: string,
  facts: BuildAgain,
): Refusal | undefined => {
  const { actor, owner, objection } = facts
  if (actor === null) return noLogin('ddl')
  if (owner === null) return refusal(`${table} is gone.`, 'There is nothing to build it on.')
  const other = otherOwner(action.role, owner, table)
  if (other) return other
  const outOfReach = mayNotActAs(actor, action.role ?? '', table, facts)
  if (outOfReach) return outOfReach
  if (facts.createGrant !== null)
    return mayNotCreate(action.role ?? '', facts.schema, facts.createGrant)
  if (facts.work !== null) return anotherWorks(facts.work, table)
  if (objection)
    return refusal(
      `PostgreSQL says: ${objection.message}.`,
      objection.hint ?? 'Fix that and try the undo again.',
    )
  if (facts.nameTaken)
    return refusal(
      `Something else is called ${effects[0]?.object} by now.`,
      'Rename it, then undo again.',
    )
  return roomRefusal({ action, effects }, facts)
}

const roomRefusal = (
  { action: { node }, effects }: Pick<IndexStep, 'action' | 'effects'>,
  facts: BuildAgain,
): Refusal | undefined => {
  const size = effects[0]?.bytes ?? null
  return size === null
    ? undefined
    : (notEnoughDisk({
        what: 'build',
        node,
        disk: diskOf(node, facts),
        room: roomFor(size, facts.limits),
        wal: walOf(facts.method, size),
        freeBytes: facts.freeBytes,
        about: facts.wal,
      }) ??
        overTemporary({
          what: 'build',
          actor: facts.actor ?? '',
          method: facts.method,
          size,
          limits: facts.limits,
        }))
}
