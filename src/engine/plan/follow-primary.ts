import { type Action, kindOf } from '#model/action'
import type { Target } from '#model/cluster'
import type { Step } from '#model/plan'
import type { View } from '#model/view'

/** Actions planned for the primary follow a failover; actions for other nodes stay. */
export const followPrimary = (step: Step, was: Target, view: View): Step => {
  const primary = view.nodes.find(({ role }) => role === 'primary')?.name
  const follow = (action: Action): Action =>
    primary !== undefined && kindOf(action).place(action).node === primaryOf(was)
      ? kindOf(action).follow(action, primary)
      : action
  const { action, undo } = step
  return {
    ...step,
    action: follow(action),
    undo: undo && { ...undo, action: follow(undo.action) },
  }
}

const primaryOf = ({ nodes }: Target): string | undefined =>
  nodes.find(({ role }) => role === 'primary')?.name

/** Says in a few words how the servers of a plan have changed; undefined when unchanged. */
export const movementOf = (was: Target, now: Target): string | undefined => {
  if (was.systemIdentifier !== now.systemIdentifier) return 'another database system answers now'
  if (primaryOf(was) !== primaryOf(now))
    return `the primary was ${primaryOf(was) ?? 'unknown'} and is ${primaryOf(now) ?? 'unknown'} now`
  if (was.timeline !== now.timeline)
    return `the cluster went through a failover (timeline ${was.timeline}, now ${now.timeline})`
  const moved = was.nodes.find(
    ({ name, endpoint }) => now.nodes.find(one => one.name === name)?.endpoint !== endpoint,
  )
  if (!moved) return undefined
  return now.nodes.some(({ name }) => name === moved.name)
    ? `${moved.name} has another address now`
    : `${moved.name} does not answer`
}
