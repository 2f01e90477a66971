import { idsAtHand } from '#store/lists/ids-at-hand'
import type { Store } from '#store/store'
import { nearest } from '#text/nearest'

/** The plan whose id is nearest to a mistyped one, an open plan first. */
export const nearestPlan = async (store: Store, id: string): Promise<string | undefined> =>
  nearest(id, await idsAtHand(store, 50))
