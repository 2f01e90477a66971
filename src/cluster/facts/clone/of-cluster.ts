/** The clones of a cluster, as their folder on Howdah's machine tells. */
import { type ClonePlaceAbout, lookAtClonePlace } from '#cluster/facts/clone/place'
import type { View } from '#model/view'

export interface ClonesFacts {
  readonly cluster: string
  readonly database: string
  /** The primary. */
  readonly node: string
  readonly login: string | null
  /** Null where the inventory names none; with the clones of this cluster alone. */
  readonly place: ClonePlaceAbout | null
}

export const clonesOfCluster = async (view: View): Promise<ClonesFacts> => {
  const { name, logins } = view.cluster
  const place = view.repository?.clones ? await lookAtClonePlace(view.repository.clones) : null
  return {
    cluster: name,
    database: view.database,
    node: view.nodes.find(({ role }) => role === 'primary')?.name ?? '',
    login: logins.backup,
    place: place && {
      ...place,
      clones: place.clones.filter(({ about }) => about?.cluster === name),
    },
  }
}
