/** The servers that a plan is for, and the facts that tell a server from any other. */
import type { Target } from '#model/cluster'
import type { ClusterConfig } from '#model/configuration'
import type { View } from '#model/view'

/** `acted` are the names of nodes that a plan acts on. */
export const readTarget = async (
  config: ClusterConfig,
  view: View,
  acted: readonly string[],
): Promise<Target> => {
  return {
    systemIdentifier: view.system ?? (await identifierOf(view)),
    timeline: view.timeline,
    nodes: view.nodes
      .filter(({ name, role }) => role === 'primary' || acted.includes(name))
      .map(({ name, role }) => ({ name, role, endpoint: endpointOf(config, name) })),
  }
}

/** PostgreSQL says which right is missing, where the login may not ask. */
const identifierOf = async ({ primary }: View): Promise<string> =>
  (
    await primary.read<{ system: string }>(
      'select system_identifier::text as system from pg_control_system()',
    )
  )[0]?.system ?? ''

const endpointOf = ({ nodes }: ClusterConfig, name: string): string => {
  const node = nodes.find(one => one.name === name)
  return node ? `${node.host}:${node.port}` : ''
}
