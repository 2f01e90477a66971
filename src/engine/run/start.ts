/** Gives a plan its single run; the driving process looks again before the first step. */
import { newRunId } from '#engine/id'
import { setPlanState } from '#store/plans'
import { insertRun } from '#store/runs'
import type { Store } from '#store/store'

/** Within the transaction that decided. */
export const startRun = async (tx: Store, plan: string): Promise<string> => {
  const run = newRunId()
  await setPlanState(tx, plan, 'queued')
  await insertRun(tx, run, plan)
  return run
}
