/** Which servers a plan is for: what makes another server another target. */
import type { Target, View } from '#cluster/view'
import type { ClusterConfig } from '#src/config/cluster-config'

interface Identity {
  readonly system_identifier: string
  readonly timeline: number
}

// The timeline comes from the WAL position: the control file lags after a promotion.
const identity = `select (select system_identifier::text from pg_control_system()) as system_identifier,
  ('x' || left(pg_walfile_name(pg_current_wal_lsn()), 8))::bit(32)::int as timeline`

export const readTarget = async (config: ClusterConfig, view: View): Promise<Target> => {
  const [found] = await view.primary.read<Identity>(identity)
  const primary = view.nodes.find(node => node.role === 'primary')
  return {
    systemIdentifier: found?.system_identifier ?? '',
    timeline: found?.timeline ?? 0,
    nodes: config.nodes
      .filter(node => node.name === primary?.name)
      .map(({ name, host, port }) => ({ name, endpoint: `${host}:${port}` })),
  }
}
