import { guardOf } from '#engine/guard/state'
import { readJournal } from '#engine/show/read-rows'
import type { GuardView } from '#model/change'
import type { Plan } from '#model/plan'
import type { Store } from '#store/store'

/** The guard of a run, by the run's journal as the control database has the journal now. */
export const readGuard = async (store: Store, run: string, plan: Plan): Promise<GuardView | null> =>
  guardOf({ plan, journal: await readJournal(store, run) })
