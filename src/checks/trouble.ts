/** The trouble of a cluster, in sentences. */
import { preparedLabel, preparedWay } from '#checks/prepared'
import { type ReplayGlance, replayTrouble } from '#checks/replay'
import type { NodeStatus, OpenTransaction } from '#cluster/facts/node/status'
import type { Unreachable } from '#model/view'
import { count, counted, seconds } from '#text/figures'
import { writeCommand } from '#text/write-command'

type NodeGlance = ReplayGlance &
  Pick<
    NodeStatus,
    | 'oldest'
    | 'seesSessions'
    | 'connections'
    | 'connectionsMost'
    | 'connectionsReserved'
    | 'readOnlyDatabase'
    | 'lockWaits'
  >

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
  ...nodes.flatMap(node => [...waiting(cluster, node), ...readOnly(node), ...full(node)]),
  ...blind(cluster, nodes),
  ...nodes.flatMap(old),
]

const waiting = (cluster: string, { name, lockWaits }: NodeGlance): readonly string[] =>
  lockWaits === null
    ? []
    : [
        `${counted(lockWaits.sessions, 'session waits', 'sessions wait')} for a lock on ${name}, ${lockWaits.sessions === 1 ? 'since' : 'the longest since'} ${seconds(lockWaits.seconds)}: \`${writeCommand('lock tree', { cluster })}\` says for whom.`,
      ]

/** A service that runs out of disk makes its databases read only, and applications fail. */
const readOnly = ({ name, readOnlyDatabase }: NodeGlance): readonly string[] =>
  readOnlyDatabase === null
    ? []
    : [
        `Database ${readOnlyDatabase} on ${name} is read only by default. Where that is not meant, look at the disk of ${name}, then let the owner run \`ALTER DATABASE ${readOnlyDatabase} RESET default_transaction_read_only\`.`,
      ]

/** Below this share of free connections applications soon get none. */
const fewFree = 0.1

const full = ({
  name,
  seesSessions,
  connections,
  connectionsMost,
  connectionsReserved,
}: NodeGlance): readonly string[] => {
  const free = Math.max(0, connectionsMost - connectionsReserved - connections)
  return !seesSessions || free >= fewFree * connectionsMost
    ? []
    : [
        `${name} has ${counted(free, 'connection')} left of ${count(connectionsMost)}, and ${count(connectionsReserved)} that are reserved. End sessions that idle, or raise max_connections.`,
      ]
}

const blind = (cluster: string, nodes: readonly NodeGlance[]): readonly string[] =>
  nodes.every(({ seesSessions }) => seesSessions)
    ? []
    : [
        `What other sessions do on ${cluster} cannot be seen: its login lacks pg_monitor. \`${writeCommand('doctor', { cluster })}\` prints the GRANT.`,
      ]

const old = ({ name, oldest }: NodeGlance): readonly string[] =>
  oldest.filter(one => one.seconds > oldSeconds).map(one => openLine(name, one))

const openLine = (node: string, { gid, backend, pid, ...one }: OpenTransaction): string => {
  if (gid !== null) return `${preparedLabel({ ...one, gid })} on ${node}. ${preparedWay(one)}`
  const where = backend === 'client backend' ? '' : ` in its ${backend}, pid ${pid}`
  return `${node} has a transaction open for ${seconds(one.seconds)}${where}.`
}
