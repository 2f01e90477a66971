/** The trouble of a cluster, in sentences. */
import { preparedLabel, preparedWay } from '#checks/prepared'
import { type ReplayGlance, replayTrouble } from '#checks/replay'
import type { NodeStatus, OpenTransaction } from '#cluster/facts/node/status'
import type { Unreachable } from '#model/view'
import { seconds } from '#text/figures'

type NodeGlance = ReplayGlance & Pick<NodeStatus, 'oldest' | 'seesSessions'>

export interface Glance {
  readonly cluster: string
  readonly unreachable: readonly Unreachable[]
  readonly nodes: readonly NodeGlance[]
}

/** A transaction this old keeps VACUUM from removing rows, which is worth a sentence. */
const oldSeconds = 300

export const troubleIn = ({ cluster, unreachable, nodes }: Glance): readonly string[] => [
  ...unreachable.map(({ because, instead }) => `${because} ${instead}`),
  ...nodes.flatMap(node => replayTrouble(cluster, node)),
  ...blind(cluster, nodes),
  ...nodes.flatMap(old),
]

const blind = (cluster: string, nodes: readonly NodeGlance[]): readonly string[] =>
  nodes.every(({ seesSessions }) => seesSessions)
    ? []
    : [
        `What other sessions do on ${cluster} cannot be seen: its login lacks pg_monitor. \`doctor cluster=${cluster}\` prints the GRANT.`,
      ]

const old = ({ name, oldest }: NodeGlance): readonly string[] =>
  oldest.filter(one => one.seconds > oldSeconds).map(one => openLine(name, one))

const openLine = (node: string, { gid, backend, pid, ...one }: OpenTransaction): string => {
  if (gid !== null) return `${preparedLabel({ ...one, gid })} on ${node}. ${preparedWay(one)}`
  const where = backend === 'client backend' ? '' : ` in its ${backend}, pid ${pid}`
  return `${node} has a transaction open for ${seconds(one.seconds)}${where}.`
}
