/** Says in one sentence how the cluster has changed since a plan was made. */
import type { Draft } from '#engine/plan/draft'
import { movementOf } from '#engine/plan/follow-primary'
import { kindOf } from '#model/action'
import type { Plan } from '#model/plan'
import { isRefusal, type Refusal } from '#model/refusal'
import { fewOf } from '#text/figures'

/** Stands behind the outcome “out of date”. `kept` are titles of steps that were done before the run was parked, and that nothing takes back. */
export const outdatedBecause = (
  plan: Plan,
  fresh: Draft | Refusal,
  kept: readonly string[] = [],
): string => {
  const left =
    kept.length === 0
      ? 'Nothing was done.'
      : `Done before it was parked, and kept: ${fewOf(kept, 12, '; ')}.`
  if (isRefusal(fresh)) return `${fresh.because} ${left} ${fresh.instead}`
  return `Changed since it was planned: ${difference(plan, fresh)}. ${left}`
}

const difference = (plan: Plan, fresh: Draft): string => {
  const movement = movementOf(plan.target, fresh.target)
  if (movement !== undefined) return movement
  if (plan.format !== fresh.format) return 'a new version of Howdah writes plans in another way'
  if (plan.version !== fresh.version)
    return `${plan.playbook} has changed with a new version of Howdah`
  const [before = [], after = []] = [plan, fresh].map(({ steps }) =>
    steps.map(({ action }) => kindOf(action).show(action).text),
  )
  const more = after.find(statement => !before.includes(statement))
  if (more !== undefined) return `it would now run \`${more}\``
  const less = before.find(statement => !after.includes(statement))
  if (less !== undefined) return `it would no longer run \`${less}\``
  const moved = after.find((statement, step) => statement !== before[step])
  if (moved !== undefined) return `it would run \`${moved}\` at another place`
  const [meant, there] = [plan, fresh].map(touched)
  return meant === there
    ? 'what it would touch has changed'
    : `it is for ${meant}, and there is ${there} now`
}

const touched = ({ steps }: Pick<Draft, 'steps'>): string =>
  steps.flatMap(({ effects }) => effects.map(({ object }) => object)).join(', ')
