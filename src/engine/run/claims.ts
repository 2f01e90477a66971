/**
 * Takes and gives back the claims of a run. A run that claims the whole cluster preempts: runs that share
 * the cluster park at the next safe point, or are fenced, and then the fence at the target tells when no
 * session of a fenced run acts any more.
 */

import { endStrays, type LeftBy } from '#engine/run/held/end-strays'
import type { Running } from '#engine/run/held/run'
import { isHeld } from '#engine/run/journal/is-held'
import { hasBegun } from '#engine/run/journal/since-parked'
import { namePlan } from '#engine/show/plan-name'
import { planIn } from '#engine/show/read-rows'
import { type Action, kindOf } from '#model/action'
import { driverOf } from '#model/actions/driver'
import type { Plan } from '#model/plan'
import { type ClaimRow, preempts, releaseClaims, takeClaims } from '#store/claims'
import { appendJournal } from '#store/journal'
import { findPlan, setPlanState } from '#store/plans'
import { fencedFor, fenceLate, type MakesWay, preemptSharers } from '#store/preemptions'
import { lockRun } from '#store/runs'
import type { Store } from '#store/store'
import { canonicalJson } from '#text/canonical-json'

/** A preempted run has to come to a safe point within so many seconds. */
const parkSeconds = 30

export interface Behind {
  /** The plan that stands in the way. */
  readonly plan: string
  /** A whole sentence that names the obstacle. */
  readonly waitingFor: string
}

/** Undefined when the run holds all its claims. */
export const claim = async (running: Running): Promise<Behind | undefined> => {
  const { parts, run, plan } = running
  const claiming = { run, cluster: plan.cluster, claims: claimsOf(plan) }
  const behind = await parts.store.transaction(async tx => {
    const taken = await takeClaims(tx, claiming)
    if (taken.behind !== null && preempts(claiming)) await makeWay(running, tx)
    return taken.behind
  })
  if (behind !== null)
    return { plan: behind, waitingFor: `It waits for ${await namePlan(parts.store, behind)}.` }
  return preempts(claiming) && !hasBegun(running) ? stillActing(running) : undefined
}

/** A run that has not begun, or holds, gives its claims back while waiting, so that other runs can go on. */
export const giveBackClaims = async (running: Running): Promise<void> => {
  if (hasBegun(running) && !isHeld(running)) return
  const { parts, run, lease } = running
  await parts.store.transaction(async tx => {
    const row = await lockRun(tx, run)
    // Claims of a newer holder stay.
    if (Number(row?.token) === lease.token) await releaseClaims(tx, run)
  })
}

/** A run claims the plan's claims and a share of the cluster; a plan without claims shares nothing. */
const claimsOf = ({ claims, cluster }: Plan): readonly ClaimRow[] => {
  const named = claims.map(
    ({ on, key, label, mode }): ClaimRow => ({
      kind: on,
      key: on === 'cluster' ? cluster : key,
      label,
      mode,
    }),
  )
  return named.length === 0 || named.some(({ kind }) => kind === 'cluster')
    ? named
    : [...named, { kind: 'cluster', key: cluster, label: cluster, mode: 'shared' }]
}

/** Asks runs that share the cluster to park, and fences runs that were asked too long ago. */
const makeWay = async (running: Running, tx: Store): Promise<void> => {
  const { plan } = running
  const sharers = await preemptSharers(tx, plan.cluster, plan.id)
  const late = await fenceLate(tx, plan.id, parkSeconds)
  for (const one of late) {
    const entry = { kind: 'fenced', step: null, detail: { by: plan.id } }
    await appendJournal(tx, one, Number(one.token), entry)
    await setPlanState(tx, one.plan, 'looking')
  }
  for (const one of sharers) await record(running, tx, 'run.preempted', one)
  for (const one of late) await record(running, tx, 'run.fenced', one)
}

const record = ({ parts, plan }: Running, tx: Store, kind: string, one: MakesWay): Promise<void> =>
  parts.record.append(
    kind,
    {
      actor: `howdah/${parts.holder}`,
      subject: { plan: one.plan, run: one.run, cluster: plan.cluster },
      detail: { because: `${plan.id} claims the whole cluster`, by: plan.id },
    },
    tx,
  )

/**
 * Ends the sessions that fenced runs left, and asks the fence at the target whether a session still acts.
 */
const stillActing = async (running: Running): Promise<Behind | undefined> => {
  for (const { run, plan, token } of await fencedFor(running.parts.store, running.plan.id)) {
    const row = await findPlan(running.parts.store, plan)
    if (!row) continue
    for (const action of placesOf(planIn(row))) {
      const place = kindOf(action).place(action)
      const left = { plan, run, token: Number(token), cluster: row.cluster, place }
      if (!(await isFree(running, action, left)))
        return {
          plan,
          waitingFor: `It waits until no session of ${plan} acts on ${place.node} any more.`,
        }
    }
  }
  return undefined
}

/** An action for each place where the plan acts. */
const placesOf = ({ steps }: Plan): readonly Action[] => [
  ...new Map(
    steps.map(({ action }) => [canonicalJson(kindOf(action).place(action)), action]),
  ).values(),
]

/** The hand belongs to the fenced run: the fence is free when no session acts for that run any more. */
const isFree = async (
  { parts, cluster }: Running,
  action: Action,
  left: LeftBy,
): Promise<boolean> => {
  const { run, token } = left
  const hand = await driverOf(parts.drivers, action).take(action, { cluster, run, token })
  try {
    await endStrays(parts, hand, left, null)
    return (await hand.fence()) === 'ours'
  } finally {
    await hand.close()
  }
}
