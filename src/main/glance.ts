/** How a cluster is at a glance: who answers, in which role, how far behind, and what is wrong. */
import type { Cluster } from '#cluster/cluster'
import { nodeStatus, walPosition } from '#cluster/node-status'
import type { ClusterGlance } from '#engine/home'
import { troubleIn } from '#engine/trouble'
import { Failure } from '#src/errors'

export const glanceAt = async (cluster: Cluster): Promise<ClusterGlance> => {
  const { name, environment } = cluster.config
  try {
    const view = await cluster.view()
    const written = await walPosition(view.primary)
    const nodes = await Promise.all(
      view.nodes.map(async ({ name: node, role, reader }) => ({
        name: node,
        role,
        ...(await nodeStatus(reader, written)),
      })),
    )
    const { unreachable } = view
    return { name, environment, nodes, trouble: troubleIn({ cluster: name, unreachable, nodes }) }
  } catch (error) {
    if (!(error instanceof Failure)) throw error
    return { name, environment, nodes: [], trouble: [error.message] }
  }
}

/** Of all of them, and of each within two seconds: somebody waits for it. */
export const glanceAtAll = (clusters: Iterable<Cluster>): Promise<readonly ClusterGlance[]> =>
  Promise.all(
    [...clusters].map(async cluster => {
      let timer: NodeJS.Timeout | undefined
      const { name, environment } = cluster.config
      const late = new Promise<ClusterGlance>(resolve => {
        const trouble = [`${name} did not answer within 2 s.`]
        timer = setTimeout(() => resolve({ name, environment, nodes: [], trouble }), 2_000)
      })
      return Promise.race([glanceAt(cluster), late]).finally(() => clearTimeout(timer))
    }),
  )
