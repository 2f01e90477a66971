/** Which nodes a database for reads should lead to. */
import type { ReadRoute } from '#model/pool/known-pooler'
import type { RoutedNode } from '#model/pool/read-route'

export interface WantedReaders {
  /** In the order of the inventory. */
  readonly nodes: readonly string[]
  /** Fewer replicas than the inventory wants are near: others take reads as well. */
  readonly short: boolean
}

/**
 * Null for no change: without exactly one primary the delay of a replica is not known, and without a node
 * that answers there is no choice. */
export const wantedReaders = (
  { least, otherwise, settleSeconds }: Pick<ReadRoute, 'least' | 'otherwise' | 'settleSeconds'>,
  nodes: readonly RoutedNode[],
  members: readonly string[],
): WantedReaders | null => {
  const [primary, second] = nodes.filter(({ is }) => is === 'primary')
  if (!primary || second) return null
  const well = nodes.filter(({ trouble }) => trouble === null)
  const near = well.filter(
    ({ node, wellSeconds }) => members.includes(node) || wellSeconds >= settleSeconds,
  )
  // A replica that has only just become well is better than none.
  const chosen = near.length >= least ? near : well
  const short = chosen.length < least
  const further = !short
    ? []
    : otherwise === 'primary'
      ? [primary]
      : leastBehind(nodes, members).slice(0, least - chosen.length)
  const wanted = new Set([...chosen, ...further].map(({ node }) => node))
  if (wanted.size === 0) return null
  return { nodes: nodes.map(({ node }) => node).filter(node => wanted.has(node)), short }
}

/** Replicas with a trouble that answer all the same: first those that take reads already, so that none goes to and fro. */
const leastBehind = (
  nodes: readonly RoutedNode[],
  members: readonly string[],
): readonly RoutedNode[] => {
  const away = ({ node }: RoutedNode) => (members.includes(node) ? 0 : 1)
  const far = ({ behindBytes }: RoutedNode) => behindBytes ?? Number.MAX_SAFE_INTEGER
  return nodes
    .filter(({ is, trouble }) => is === 'replica' && trouble !== null)
    .sort((one, other) => away(one) - away(other) || far(one) - far(other))
}
