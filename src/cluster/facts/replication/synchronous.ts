/** The facts of a plan about synchronous replicas: replication, and whether the setting may be changed. */
import { type ConfigChangeAbout, lookAtChange } from '#cluster/facts/config/change'
import { lookAtReplication, type ReplicationFacts } from '#cluster/facts/replication/look'
import type { View } from '#model/view'

export interface SynchronousFacts extends ReplicationFacts {
  readonly config: ConfigChangeAbout
}

export const synchronousSetting = 'synchronous_standby_names'

export const lookAtSynchronous = async (view: View): Promise<SynchronousFacts> => {
  const [replication, config] = await Promise.all([
    lookAtReplication(view),
    lookAtChange(view, [synchronousSetting]),
  ])
  return { ...replication, config }
}
