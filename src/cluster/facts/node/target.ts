/** The servers that a plan is for, and the facts that tell a server from any other. */
import { timelineNow } from '#model/actions/batches'
import type { Target } from '#model/cluster'
import type { ClusterConfig } from '#model/configuration'
import type { View } from '#model/view'

interface Identity {
  readonly system_identifier: string
  readonly timeline: number
}

const identity = `select (select system_identifier::text from pg_control_system()) as system_identifier,
  ${timelineNow} as timeline`

/** `acted` are the names of nodes that a plan acts on. */
export const readTarget = async (
  config: ClusterConfig,
  view: View,
  acted: readonly string[],
): Promise<Target> => {
  const [found] = await view.primary.read<Identity>(identity)
  return {
    systemIdentifier: found?.system_identifier ?? '',
    timeline: found?.timeline ?? 0,
    nodes: view.nodes
      .filter(({ name, role }) => role === 'primary' || acted.includes(name))
      .map(({ name, role }) => ({ name, role, endpoint: endpointOf(config, name) })),
  }
}

const endpointOf = ({ nodes }: ClusterConfig, name: string): string => {
  const node = nodes.find(one => one.name === name)
  return node ? `${node.host}:${node.port}` : ''
}
