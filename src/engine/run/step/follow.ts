/** Where an action acts after a failover: what was planned for the primary follows it, what was for a replica stays. */
import { followPrimary, movementOf } from '#engine/plan/follow-primary'
import type { Running } from '#engine/run/held/run'
import type { Step } from '#model/plan'
import { Failure } from '#src/errors'

export interface Followed {
  readonly step: Step
  /** What happened to the cluster since it was planned, in a few words. */
  readonly moved: string | undefined
}

/** The step as it is to be taken now. Nothing is done to another system than the one it was planned for. */
export const followNow = async (
  { cluster, plan: { target } }: Running,
  step: Step,
): Promise<Followed> => {
  const { node, database } = step.action
  if (!target.nodes.some(({ name }) => name === node)) return { step, moved: undefined }
  const view = await cluster.view(database)
  const now = await cluster.target(view)
  if (target.systemIdentifier !== now.systemIdentifier)
    throw new Failure(
      'cluster.another',
      `Another database system than the one that this was planned for answers as ${cluster.config.name}.`,
      'Nothing is done to it. Let the inventory name the right one.',
    )
  return { step: followPrimary(step, target, view), moved: movementOf(target, now) }
}
