import type { ClonesFacts } from '#cluster/facts/clone/of-cluster'
import type { Step } from '#model/plan'
import { canonicalJson } from '#text/canonical-json'

/** A sentence where the clone does not stand at the moment of the step, paused. */
export const standsAgain = (
  { place }: ClonesFacts,
  clone: string,
  steps: readonly Step[],
): string | undefined => {
  const found = place?.clones.find(({ about }) => about?.clone === clone)
  if (!found?.about) return `There is no ${clone}.`
  if (!found.running) return `${clone} is there, and its server does not run.`
  const wanted = steps.map(({ action }) => action).find(action => action.kind === 'clone')
  return found.about.moving !== null ||
    (wanted && canonicalJson(wanted.target) !== canonicalJson(found.about.target))
    ? `${clone} does not stand at the moment that was wanted.`
    : undefined
}
