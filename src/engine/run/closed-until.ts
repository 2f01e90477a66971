/**
 * The hours that a run keeps: the windows of its cluster, and no blackout. A plan with break-glass or without claims,
 * and the undo of a guard, keep none.
 */

import { isRevert } from '#engine/guard/author'
import type { Running } from '#engine/run/held/run'
import { type ClosedHours, hasHours, hoursAt } from '#model/calendar/hours'
import { findBreakGlass } from '#store/break-glass'

type Bound = Pick<Running, 'parts' | 'plan' | 'cluster'>

export const keepsHours = async ({ parts, plan, cluster }: Bound): Promise<boolean> =>
  plan.claims.length > 0 &&
  !isRevert(plan) &&
  hasHours(cluster.config) &&
  !(await findBreakGlass(parts.store, plan.id))

/** By the clock of the control database; undefined while the run may go on. */
export const closedUntil = async (running: Bound): Promise<ClosedHours | undefined> => {
  if (!(await keepsHours(running))) return undefined
  const standing = hoursAt(running.cluster.config, await running.parts.now())
  return standing.kind === 'closed' ? standing : undefined
}
