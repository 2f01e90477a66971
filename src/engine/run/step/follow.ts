/**
 * Follows a failover: an action planned for the primary moves to the new primary, an action for a replica
 * stays.
 */
import { followPrimary, movementOf } from '#engine/plan/follow-primary'
import type { Running } from '#engine/run/held/run'
import { kindOf } from '#model/action'
import type { Step } from '#model/plan'
import { Failure } from '#src/errors'

export interface Followed {
  readonly step: Step
  /** How the cluster has changed since the plan, in a few words. */
  readonly moved: string | undefined
}

/** The step as to be taken now. No step acts on another database system than the planned one. */
export const followNow = async (
  { cluster, plan: { target } }: Running,
  step: Step,
): Promise<Followed> => {
  const { node, database } = kindOf(step.action).place(step.action)
  const itself = kindOf(step.action).movesPrimary === true
  if (itself || !target.nodes.some(({ name }) => name === node)) return { step, moved: undefined }
  const view = await cluster.view(database)
  const now = await cluster.target(
    view,
    target.nodes.map(({ name }) => name),
  )
  if (target.systemIdentifier !== now.systemIdentifier)
    throw new Failure(
      'cluster.another',
      `A different database system from the one that this was planned for answers as ${cluster.config.name}.`,
      'Nothing is done to it. Correct the inventory.',
    )
  return { step: followPrimary(step, target, view), moved: movementOf(target, now) }
}
