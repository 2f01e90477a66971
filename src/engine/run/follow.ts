/** Where an action acts after a failover: what was planned for the primary follows it, what was for a replica stays. */
import type { Running } from '#engine/run/running'
import type { Action } from '#model/action'
import type { Target } from '#model/cluster'
import type { Step } from '#model/step'
import type { View } from '#model/view'
import { Failure } from '#src/errors'

export const followPrimary = (step: Step, was: Target, view: View): Step => {
  const primary = view.nodes.find(({ role }) => role === 'primary')?.name
  const follow = (action: Action): Action =>
    primary !== undefined && was.nodes.some(({ name }) => name === action.node)
      ? { ...action, node: primary }
      : action
  const { action, undo } = step
  return {
    ...step,
    action: follow(action),
    undo: undo && { ...undo, action: follow(undo.action) },
  }
}

/** How the servers that a plan is for have changed, in a few words; undefined when they have not. */
export const movementOf = (was: Target, now: Target): string | undefined => {
  const names = (target: Target) => target.nodes.map(({ name }) => name).join(', ')
  if (was.systemIdentifier !== now.systemIdentifier) return 'another database system answers now'
  if (names(was) !== names(now)) return `the primary was ${names(was)} and is ${names(now)} now`
  if (was.timeline !== now.timeline)
    return `the cluster went through a failover (timeline ${was.timeline}, now ${now.timeline})`
  return JSON.stringify(was.nodes) === JSON.stringify(now.nodes)
    ? undefined
    : 'the primary has another address now'
}

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
