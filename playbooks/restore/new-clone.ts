import { numberOfClone } from '#cluster/facts/clone/clones-in'
import type { ClonePlaceAbout } from '#cluster/facts/clone/place'

/** The name of the next clone: the number of the newest one in the place, and 1. */
export const newClone = (cluster: string, { clones }: Pick<ClonePlaceAbout, 'clones'>): string =>
  `${cluster}-clone-${Math.max(0, ...clones.map(({ entry }) => numberOfClone(entry))) + 1}`
