/** The change that a plan follows, by the id of an earlier plan. */
import type { Parts } from '#engine/parts'
import type { Origin } from '#model/change'
import { type Refusal, refusal } from '#model/refusal'
import { findPlan } from '#store/plans'

interface Followed {
  /** Null begins a new change. */
  readonly change: string | null
  /** The first plan of the change. */
  readonly follows?: string
}

/** A new change where no plan is named; refuses a plan that is not there, is forged, or is about another cluster. */
export const readFollowed = async (
  { store }: Pick<Parts, 'store'>,
  cluster: string,
  id: string | undefined,
): Promise<Followed | Refusal> => {
  if (id === undefined) return { change: null }
  const row = await findPlan(store, id)
  if (row?.genuine !== 'genuine' || row.cluster !== cluster)
    return refusal(
      `${id} is not a plan of ${cluster}.`,
      'Ask again without follows=, and the plan begins a change of its own.',
    )
  const { follows } = row.origin as Partial<Origin>
  return { change: row.change, follows: follows ?? row.id }
}
