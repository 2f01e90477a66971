/** Says in one sentence how the world has moved since a plan was made. */
import type { Draft } from '#engine/draft'
import type { Plan } from '#engine/plan'
import { isRefusal, type Refusal } from '#engine/refusal'

export const outdatedBecause = (plan: Plan, fresh: Draft | Refusal): string => {
  if (isRefusal(fresh))
    return `The plan is out of date. ${fresh.because} Nothing was done. ${fresh.instead}`
  return `The plan is out of date: ${difference(plan, fresh)}. Nothing was done.`
}

const difference = (plan: Plan, fresh: Draft): string => {
  const [was, now] = [plan.target, fresh.target]
  const names = (target: Plan['target']) => target.nodes.map(({ name }) => name).join(', ')
  if (was.systemIdentifier !== now.systemIdentifier) return 'another database system answers now'
  if (names(was) !== names(now)) return `the primary was ${names(was)} and is ${names(now)} now`
  if (was.timeline !== now.timeline) {
    return `the cluster went through a failover (timeline ${was.timeline}, now ${now.timeline})`
  }
  if (JSON.stringify(was.nodes) !== JSON.stringify(now.nodes))
    return 'the primary has another address now'
  if (plan.version !== fresh.version)
    return `${plan.playbook} has changed with a new version of Howdah`
  const [before, after] = [plan, fresh].map(({ steps }) =>
    steps.map(({ action }) => action.statement),
  )
  const changed = after?.find((statement, step) => statement !== before?.[step])
  return changed === undefined
    ? 'what it would touch has changed'
    : `it would now run \`${changed}\``
}
