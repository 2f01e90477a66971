/** Senders and receivers of WAL in a cluster, how far each replica is, and the WAL that slots keep. */
import { aboutNodes, type NodeAbout } from '#cluster/facts/node/status'
import { lookAtPatroni, type PatroniOfNode } from '#cluster/facts/patroni/look'
import { isVacant } from '#cluster/facts/replication/addition/place'
import { type NodeReplication, nodeReplication } from '#cluster/facts/replication/node'
import type { NodeView, Unreachable, View } from '#model/view'

export interface ReplicatingNode extends NodeReplication {
  readonly name: string
  readonly role: NodeAbout['role']
  readonly about: NodeAbout
  /** Free bytes where WAL lies; null where the disk is not visible from here. */
  readonly walFreeBytes: number | null
}

export interface ReplicationFacts {
  readonly cluster: string
  readonly cloneOf: string | null
  /** Nodes that answer, the primary first. */
  readonly nodes: readonly ReplicatingNode[]
  readonly unreachable: readonly Unreachable[]
  /** Those of them whose data directory, on Howdah's machine, holds nothing. */
  readonly unbuilt: readonly string[]
  /** The words of each node's Patroni; null where the inventory names no address. */
  readonly patroni: readonly PatroniOfNode[] | null
}

export const lookAtReplication = async (view: View): Promise<ReplicationFacts> => {
  const [nodes, patroni, unbuilt] = await Promise.all([
    lookAtNodes(view),
    view.patroni ? lookAtPatroni(view.patroni) : null,
    unbuiltIn(view.unreachable),
  ])
  return {
    cluster: view.cluster.name,
    cloneOf: view.cluster.cloneOf ?? null,
    nodes,
    unreachable: view.unreachable,
    unbuilt,
    patroni,
  }
}

const unbuiltIn = async (unreachable: View['unreachable']): Promise<readonly string[]> => {
  const found = await Promise.all(
    unreachable.map(async ({ name, data }) =>
      data !== undefined && (await isVacant(data)) ? [name] : [],
    ),
  )
  return found.flat()
}

const lookAtNodes = async (view: View): Promise<readonly ReplicatingNode[]> => {
  const about = new Map((await aboutNodes(view)).map(node => [node.name, node]))
  return Promise.all(
    view.nodes.flatMap(node => {
      const known = about.get(node.name)
      return known ? [lookAtNode(node, known)] : []
    }),
  )
}

const lookAtNode = async (node: NodeView, about: NodeAbout): Promise<ReplicatingNode> => {
  const { name, role } = node
  const [told, disk] = await Promise.all([nodeReplication(node.reader), node.walDisk(null)])
  return { ...told, name, role, about, walFreeBytes: disk?.freeBytes ?? null }
}

/** The session that the primary sends WAL to for this replica; found by slot, else by name. */
export const sentTo = (
  { nodes }: Pick<ReplicationFacts, 'nodes'>,
  { ownSlot, application }: Pick<NodeReplication, 'ownSlot' | 'application'>,
): NodeReplication['sends'][number] | undefined => {
  const sends = nodes.find(({ role }) => role === 'primary')?.sends ?? []
  return (
    (ownSlot === null ? undefined : sends.find(({ slot }) => slot === ownSlot)) ??
    (application === null ? undefined : sends.find(one => one.application === application))
  )
}
