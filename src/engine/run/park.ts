/** Parks a preempted run whose steps are put back: the run gives up the claims and begins anew later. */
import type { Running } from '#engine/run/held/run'
import { namePlan } from '#engine/show/plan-name'
import { Fenced } from '#src/errors'
import { failpoint } from '#src/failpoint'
import { releaseClaims } from '#store/claims'
import { appendJournal } from '#store/journal'
import { setPlanState } from '#store/plans'
import { clearPreempted } from '#store/preemptions'
import { releaseRun } from '#store/runs'

/**
 * Seconds until a parked run asks for the claims again; a run that frees claims wakes the parked run at
 * once.
 */
const askAgainIn = 5

export const parkRun = async ({ parts, run, plan, lease }: Running, by: string): Promise<void> => {
  failpoint('before park')
  const waitingFor = parkedBy(await namePlan(parts.store, by))
  await parts.store.transaction(async tx => {
    const entry = await appendJournal(tx, { run, plan: plan.id }, lease.token, {
      kind: 'parked',
      step: null,
      detail: { by },
    })
    if (!entry) throw new Fenced(run)
    await clearPreempted(tx, run)
    await releaseClaims(tx, run)
    await setPlanState(tx, plan.id, 'parked')
    await releaseRun(tx, run, lease.token, waitingFor, askAgainIn)
  })
  failpoint('after park')
}

export const parkedBy = (plan: string): string =>
  `It was interrupted by ${plan}, and goes on after it.`
