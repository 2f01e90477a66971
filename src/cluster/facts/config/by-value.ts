/** Nodes with the same value, put together. */
import { listed } from '#text/listed'

/** `64MB`, or `64MB on shop-1, 4MB on shop-2` where nodes differ. */
export const byValue = (
  said: readonly { readonly node: string; readonly words: string }[],
): string => {
  const groups = [...Map.groupBy(said, ({ words }) => words)]
  return groups.length === 1
    ? (groups[0]?.[0] ?? '')
    : groups
        .map(([words, nodes]) => `${words} on ${listed(nodes.map(({ node }) => node))}`)
        .join(', ')
}
