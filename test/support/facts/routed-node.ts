/** A node behind a database for reads, near unless told otherwise. */
import type { ReadRoute } from '#model/pool/known-pooler'
import type { RoutedNode } from '#model/pool/read-route'

export const routedNode = (node: string, more: Partial<RoutedNode> = {}): RoutedNode => ({
  node,
  is: 'replica',
  behindSeconds: 0,
  behindBytes: 0,
  trouble: null,
  wellSeconds: 100,
  ...more,
})

export const routedPrimary = (node: string): RoutedNode =>
  routedNode(node, {
    is: 'primary',
    behindSeconds: null,
    behindBytes: null,
    trouble: 'is the primary',
    wellSeconds: 0,
  })

export const laggard = (node: string, behindBytes = 1_000): RoutedNode =>
  routedNode(node, {
    behindSeconds: 14,
    behindBytes,
    trouble: 'is 14 s behind, with a limit of 10 s',
    wellSeconds: 0,
  })

export const readRoute: ReadRoute = {
  database: 'app_ro',
  files: '/etc/pgbouncer/{nodes}.ini',
  lagSeconds: 10,
  lagBytes: null,
  least: 1,
  otherwise: 'last',
  settleSeconds: 30,
}
