import type { Cluster } from '#cluster/cluster'
import type { AnyPlaybook } from '#model/playbook'
import type { Away, View } from '#model/view'
import { Failure } from '#src/errors'

/** A view; for a playbook that can do without one, the cluster as it is known where no node answers. */
export const viewOrAway = async (
  cluster: Cluster,
  { looksAway }: Pick<AnyPlaybook, 'looksAway'>,
  database: string,
): Promise<View | Away> => {
  try {
    return await cluster.view(database)
  } catch (error) {
    const away = looksAway && error instanceof Failure ? await cluster.away(database) : undefined
    if (!away) throw error
    return away
  }
}
