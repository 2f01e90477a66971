/** A run makes way, with the steps put back or kept: the run gives up the claims and goes on later. */
import type { Running } from '#engine/run/held/run'
import type { Move } from '#engine/run/journal/next-move'
import { namePlan } from '#engine/show/plan-name'
import { Fenced } from '#src/errors'
import { failpoint } from '#src/failpoint'
import { releaseClaims } from '#store/claims'
import { appendJournal } from '#store/journal'
import { setPlanState } from '#store/plans'
import { clearPreempted } from '#store/preemptions'
import { releaseRun } from '#store/run/hold'
import { lockRun } from '#store/runs'
import type { Store } from '#store/store'

/**
 * Seconds until a parked run asks for the claims again; a run that frees claims wakes the parked run at
 * once.
 */
const askAgainIn = 5

/** Parks a run with every step put back, for another plan or at the end of a window: the run begins anew later. */
export const parkRun = async (
  { parts, run, plan, lease }: Running,
  move: Extract<Move, { do: 'park' | 'close' }>,
): Promise<void> => {
  failpoint('before park')
  const [waitingFor, detail] =
    move.do === 'park'
      ? [parkedBy(await namePlan(parts.store, move.by)), { by: move.by }]
      : [move.because, { because: move.because }]
  await parts.store.transaction(async tx => {
    const entry = await appendJournal(tx, { run, plan: plan.id }, lease.token, {
      kind: 'parked',
      step: null,
      detail,
    })
    if (!entry) throw new Fenced(run)
    await giveWay(tx, run, plan.id)
    await releaseRun(tx, run, lease.token, waitingFor, askAgainIn)
    // For another plan the record has `run.preempted`.
    if (move.do === 'close') {
      const subject = { plan: plan.id, run, cluster: plan.cluster }
      await parts.record.append(
        'run.parked',
        { actor: `howdah/${parts.holder}`, subject, detail },
        tx,
      )
    }
  })
  failpoint('after park')
}

/** Rests a run with the done pieces kept: the run gives up the claims and goes on from there later. */
export const restRun = async (
  { parts, run, plan, lease }: Running,
  because: string,
): Promise<void> => {
  failpoint('before park')
  await parts.store.transaction(async tx => {
    const row = await lockRun(tx, run)
    if (Number(row?.token) !== lease.token) throw new Fenced(run)
    await giveWay(tx, run, plan.id)
    await releaseRun(tx, run, lease.token, because, askAgainIn)
  })
  failpoint('after park')
}

const giveWay = async (tx: Store, run: string, plan: string): Promise<void> => {
  await clearPreempted(tx, run)
  await releaseClaims(tx, run)
  await setPlanState(tx, plan, 'parked')
}

export const parkedBy = (plan: string): string =>
  `It was interrupted by ${plan}, and goes on after it.`
