/** Summarises a cluster: answering nodes, roles, lag, and trouble. */
import { troubleIn } from '#checks/trouble'
import type { Cluster } from '#cluster/cluster'
import { aboutNodes } from '#cluster/facts/node/status'
import type { ClusterSummary } from '#model/cluster'
import { Failure } from '#src/errors'
import { inTime } from '#src/in-time'

export const summarise = async (cluster: Cluster): Promise<ClusterSummary> => {
  const { name, environment } = cluster.config
  try {
    const view = await cluster.view()
    const nodes = await aboutNodes(view)
    const { unreachable } = view
    return { name, environment, nodes, trouble: troubleIn({ cluster: name, unreachable, nodes }) }
  } catch (error) {
    if (!(error instanceof Failure)) throw error
    return { name, environment, nodes: [], trouble: [`${error.message} ${error.instead}`] }
  }
}

/** Summarises all clusters, each within two seconds, because a person waits. */
export const summariseAll = (clusters: Iterable<Cluster>): Promise<readonly ClusterSummary[]> =>
  Promise.all(
    [...clusters].map(cluster => {
      const { name, environment } = cluster.config
      const trouble = [`${name} did not answer within 2 s.`]
      return inTime(summarise(cluster), 2_000, () => ({ name, environment, nodes: [], trouble }))
    }),
  )
