/** Names a plan in a sentence: "p-7k3m9qx (Build index users_a_idx …)". */
import { findPlan } from '#store/plans'
import type { Store } from '#store/store'

export const namePlan = async (store: Store, id: string): Promise<string> => {
  const row = await findPlan(store, id)
  const headline =
    row && typeof row.body['headline'] === 'string' ? row.body['headline'] : 'another run'
  return `${id} (${headline})`
}
