/** Settings of a cluster that are worth a change, and that `config set` would plan. */
import { adviceOf } from '#checks/config/advice'
import { lastChanged } from '#checks/config/changed-settings'
import type { Proposal } from '#checks/config/judged'
import type { Cluster } from '#cluster/cluster'
import { lookAtTuning } from '#cluster/facts/config/tuning'
import type { Engine } from '#model/engine'
import { refusalsOf } from '#playbooks/config/advisable'

/** Older changes say nothing about counters of today. */
const recentChanges = 50

export const adviseSettings =
  ({ settingChanges }: Pick<Engine, 'settingChanges'>) =>
  async (cluster: Cluster): Promise<readonly Proposal[]> => {
    const view = await cluster.view()
    const [about, changes] = await Promise.all([
      lookAtTuning(view),
      settingChanges(cluster.config.name, null, recentChanges),
    ])
    const { proposals } = adviceOf({ ...about, changedAt: lastChanged(changes) })
    const refused = await refusalsOf(view, proposals)
    return proposals.filter(({ setting }) => !refused.has(setting))
  }
