/** Compares the system identifiers of a cluster's nodes. */
import { systemIdentifier } from '#cluster/facts/node/target'
import type { NodeView } from '#model/view'
import { Failure } from '#src/errors'
import { listed } from '#text/listed'

/** Figures of another cluster's server would be taken for figures of this one, and a session there be ended. */
export const refuseStrangers = async (
  cluster: string,
  primary: Pick<NodeView, 'name' | 'reader'>,
  nodes: readonly Pick<NodeView, 'name' | 'reader'>[],
): Promise<void> => {
  if (nodes.length < 2) return
  const known = await Promise.all(
    nodes.map(async ({ name, reader }) => ({ name, id: await systemIdentifier(reader) })),
  )
  const own = known.find(({ name }) => name === primary.name)?.id ?? null
  const others = known.filter(({ id }) => id !== null && own !== null && id !== own)
  if (others.length === 0) return
  const [is, ids] = [others.length === 1 ? 'is' : 'are', others.map(({ id }) => id)]
  throw new Failure(
    'cluster.stranger',
    `${listed(others.map(({ name }) => name))} ${is} of another cluster than ${primary.name}: the system identifier is ${listed(ids.map(String))} there, and ${own ?? ''} on ${primary.name}.`,
    `Correct the nodes of ${cluster} in the inventory: one of them names a server of another cluster.`,
  )
}
