/** Detachments of partitions that Howdah did, by plans and journals that are signed. */
import { planIn, readJournal } from '#engine/show/read-rows'
import type { Step } from '#model/plan'
import type { DetachedPart } from '#model/record/detached-part'
import { rotationsOf } from '#store/history/rotations'
import { findPlan } from '#store/plans'
import type { Store } from '#store/store'

/** The newest first. `of` names the partition or the partitioned table, quoted. */
export const detachedParts = async (
  store: Store,
  of: { readonly cluster: string; readonly database: string; readonly table: string },
): Promise<readonly DetachedPart[]> => {
  const found: DetachedPart[] = []
  for (const { plan: id, run } of await rotationsOf(store, of))
    found.push(...(await detachedIn(store, id, run, of.table)))
  return found
}

const detachedIn = async (
  store: Store,
  id: string,
  run: string,
  table: string,
): Promise<readonly DetachedPart[]> => {
  const row = await findPlan(store, id)
  if (row?.genuine !== 'genuine') return []
  const plan = planIn(row)
  const journal = await readJournal(store, run)
  return plan.steps.flatMap((step, place) => {
    const part = partIn(step)
    if (!part || (part.table !== table && part.parent !== table)) return []
    const done = journal.findLast(entry => entry.kind === 'done' && entry.step === place)
    const undone = journal.findLast(entry => entry.kind === 'undone' && entry.step === place)
    if (!done || (undone && undone.seq > done.seq && undone.detail['kept'] !== true)) return []
    // The time of an entry is not signed, the time of a plan is.
    const at = done.at > plan.createdAt ? done.at : plan.createdAt
    return [{ ...part, at, run, input: plan.input }]
  })
}

/** The values of the state query of a detachment are the oids of the partitioned table and of the partition. */
const partIn = ({
  action,
  effects: [effect],
}: Step): Pick<DetachedPart, 'table' | 'oid' | 'parent'> | undefined => {
  if (effect?.kind !== 'partition' || effect.change !== 'detach') return undefined
  if (action.kind !== 'sql' && action.kind !== 'transaction') return undefined
  const oid = action.state?.values[1]
  // A partition made by the same plan is known by name alone, and is dropped at once.
  return typeof oid === 'string' && /^\d+$/.test(oid)
    ? { table: effect.object, oid, parent: effect.lock?.table ?? '' }
    : undefined
}
