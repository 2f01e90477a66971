/** The nodes behind a database of PgBouncer for reads. */
import type { ReadRoute } from '#model/pool/known-pooler'

/** A node as readers would find the node. */
export interface RoutedNode {
  readonly node: string
  readonly is: 'primary' | 'replica' | 'silent'
  /** At least so long behind, to a second; null on the primary, and where nobody can tell. */
  readonly behindSeconds: number | null
  readonly behindBytes: number | null
  /** Why the node takes no reads: "is 14 s behind". Null for nothing. */
  readonly trouble: string | null
  /** Since when there is no trouble; 0 while there is. */
  readonly wellSeconds: number
}

/** Of a cluster, by the names of PgBouncer and of its database. */
export interface SeenRoutes {
  /** Undefined where the process does not watch that, or has not asked every node yet. */
  nodes(cluster: string, pooler: string): readonly RoutedNode[] | undefined
}

/** Of a process that watches nothing. */
export const noRoutesSeen: SeenRoutes = { nodes: () => undefined }

/** The file of a set of nodes in the order of the inventory: `/etc/pgbouncer/shop-2+shop-3.ini`. */
export const fileOfNodes = (
  { files }: Pick<ReadRoute, 'files'>,
  nodes: readonly string[],
): string => files.replace('{nodes}', nodes.join('+'))
