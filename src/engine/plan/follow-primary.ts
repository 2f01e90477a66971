import type { Action } from '#model/action'
import type { Target } from '#model/cluster'
import type { Step } from '#model/plan'
import type { View } from '#model/view'

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

/** Says in a few words how the servers of a plan have changed; undefined when unchanged. */
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
