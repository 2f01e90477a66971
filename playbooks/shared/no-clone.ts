/** Refuses where the inventory names no place for clones, or no clone of that name is there. */
import type { CloneAbout } from '#cluster/facts/clone/about'
import type { FoundClone } from '#cluster/facts/clone/clones-in'
import type { ClonesFacts } from '#cluster/facts/clone/of-cluster'
import { type Refusal, refusal } from '#model/refusal'

export const noClonePlace = (cluster: string): Refusal =>
  refusal(
    `The inventory names no place for clones of ${cluster}.`,
    'Add `clones: { folder: /path, programs: /path/of/bin }` to `backup` of the cluster.',
  )

export const cloneNamed = (
  { cluster, place }: ClonesFacts,
  name: string,
): Refusal | (FoundClone & { readonly about: CloneAbout }) => {
  if (place === null) return noClonePlace(cluster)
  if (!place.there)
    return refusal(
      `The place for clones, ${place.folder}, cannot be read from here.`,
      'Mount it, or set its rights.',
    )
  const found = place.clones.find(one => one.about?.clone === name)
  return found?.about
    ? { ...found, about: found.about }
    : refusal(`There is no clone ${name} of ${cluster}.`, 'See which there are.', 'clone list')
}
