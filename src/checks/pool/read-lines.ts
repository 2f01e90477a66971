/** The nodes that take the reads of a PgBouncer, those that do not, and why. */
import type { PoolerFacts } from '#cluster/facts/pool/look'
import type { RoutedNode } from '#model/pool/read-route'
import { seconds } from '#text/figures'
import { listed } from '#text/listed'

/** `nodes` is undefined where this process does not watch them. */
export const readLines = (
  { name, reads }: Pick<PoolerFacts, 'name' | 'reads'>,
  nodes: readonly RoutedNode[] | undefined,
): readonly string[] => {
  if (!reads) return []
  const { route, members } = reads
  const label = `${name}/${route.database}`
  if (!members)
    return [
      `${label}: Howdah leaves its reads alone, as it leads to an address that is no node’s, or PgBouncer has no such database.`,
    ]
  const whole = `${label}: reads go to ${listed(members)}.`
  if (!nodes) return [whole]
  return [
    whole,
    ...nodes
      .filter(({ node, is }) => is !== 'primary' || members.includes(node))
      .map(one => lineOf(one, { isIn: members.includes(one.node), settle: route.settleSeconds })),
  ]
}

const lineOf = (
  { node, behindSeconds, trouble, wellSeconds }: RoutedNode,
  { isIn, settle }: { readonly isIn: boolean; readonly settle: number },
): string => {
  if (trouble !== null)
    return isIn
      ? `${node} takes reads although it ${trouble}.`
      : `${node} takes none: it ${trouble}.`
  if (isIn) return `${node} takes reads, ${seconds(behindSeconds ?? 0)} behind.`
  return `${node} takes none yet: it has been well for ${seconds(wellSeconds)} of ${seconds(settle)}.`
}
