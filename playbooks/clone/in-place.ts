/** Parts of a plan that changes a clone where it lies. */
import type { CloneAbout } from '#cluster/facts/clone/about'
import type { ClonesFacts } from '#cluster/facts/clone/of-cluster'
import type { CloneAction } from '#model/actions/clone'
import type { Step } from '#model/plan'
import { canonicalJson } from '#text/canonical-json'

/** One restart replays a little WAL. */
const deadlineSeconds = 600

export const actOn = (
  { node, database, place }: ClonesFacts,
  { about, target, way }: Pick<CloneAction, 'target' | 'way'> & { readonly about: CloneAbout },
): CloneAction => {
  const { clone, folder, archive, backup, manifest, system, programs, minutes } = about
  return {
    kind: 'clone',
    node,
    database,
    duty: 'backup',
    folder,
    archive,
    backup,
    manifest,
    system,
    target,
    until: '0/0',
    clone,
    place: place?.folder ?? '',
    programs,
    minutes,
    way,
    deadlineSeconds,
  }
}

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
