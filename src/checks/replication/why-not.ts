/** Why a node could not take over from the primary now; empty for a node that could. */
import { patroniWhyNot } from '#checks/replication/patroni-why-not'
import type { ReplicatingNode, ReplicationFacts } from '#cluster/facts/replication/look'
import { bytes, seconds } from '#text/figures'

/** A replica that is further behind would keep writes waiting while it replays. */
const mostBehindBytes = 16 * 1_024 ** 2

/** Reasons in a few words each, the gravest first. */
export const whyNot = (
  { nodes, patroni }: Pick<ReplicationFacts, 'nodes' | 'patroni'>,
  node: ReplicatingNode,
): readonly string[] => {
  const primary = nodes.find(({ role }) => role === 'primary')
  if (node.role === 'primary') return ['it is the primary']
  if (!primary) return ['there is no primary to compare it with']
  const { about, timeline } = node
  const lower = lowerSettings(primary.limits, node.limits)
  return [
    ...(about.streams ? [] : ['it receives no WAL']),
    ...(about.paused ? ['its replay is paused'] : []),
    ...(about.delaySeconds > 0
      ? [`it replays ${seconds(about.delaySeconds)} late on purpose`]
      : []),
    ...((about.behindBytes ?? 0) > mostBehindBytes
      ? [`it has ${bytes(about.behindBytes ?? 0)} to replay`]
      : []),
    ...(timeline !== null && primary.timeline !== null && timeline !== primary.timeline
      ? [`it is on timeline ${timeline}, the primary on ${primary.timeline}`]
      : []),
    ...(lower.length > 0 ? [`its ${lower.join(', ')} is lower than the primary’s`] : []),
    ...(patroni === null ? [] : patroniWhyNot(patroni, node, primary)),
  ]
}

const lowerSettings = (
  above: Readonly<Record<string, number>>,
  own: Readonly<Record<string, number>>,
): readonly string[] => Object.keys(above).filter(name => (own[name] ?? 0) < (above[name] ?? 0))
