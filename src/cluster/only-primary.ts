/** The rule of every plan and run: a cluster has exactly a single primary. */
import { noPrimary, twoPrimaries } from '#cluster/no-primary'
import { refuseStrangers } from '#cluster/refuse-strangers'
import type { TellingNode, Topology } from '#cluster/topology'

/** Whether nodes answer, and all are of the same database system. */
export const isOneCluster = ({ nodes }: Topology): boolean =>
  nodes.length > 0 && new Set(nodes.flatMap(({ system }) => system ?? [])).size <= 1

/** Throws a Failure where no node says that it is the primary, or several do, or a node is of another cluster. */
export const onlyPrimary = ({
  cluster,
  provider,
  isClone,
  nodes,
  silent,
}: Topology): TellingNode => {
  const troubles = silent.map(({ trouble }) => trouble)
  const primaries = nodes.filter(({ recovering }) => !recovering)
  const [primary, second] = isClone ? nodes : primaries
  if (!primary)
    throw noPrimary(
      { cluster, provider },
      nodes.map(({ name }) => name),
      troubles,
    )
  refuseStrangers(cluster, primary, nodes)
  if (second) throw twoPrimaries(cluster, primaries, troubles)
  return primary
}
