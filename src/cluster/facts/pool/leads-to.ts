/** Where a database of PgBouncer leads: the one node, or nowhere that the inventory knows. */
import { figureIn, wordIn } from '#cluster/facts/pool/columns'
import type { ConsoleRow, KnownPooler } from '#model/pool/known-pooler'
import { isLoopback } from '#src/loopback'

/** A node of the inventory, with the address. */
export interface NodeAddress {
  readonly name: string
  readonly host: string
  readonly port: number
}

/** Name of the node; null where the address is no node's. `host` may be a list, and is empty for a socket. */
export const nodeBehind = (
  row: ConsoleRow,
  pooler: Pick<KnownPooler, 'host'>,
  nodes: readonly NodeAddress[],
): string | null => {
  const port = figureIn(row, 'port')
  const hosts = (wordIn(row, 'host') ?? '').split(',')
  const found = hosts.map(one => {
    // A socket or a loopback address is of the machine of PgBouncer.
    const host = one === '' || one.startsWith('/') || isLoopback({ host: one }) ? pooler.host : one
    return nodes.find(
      node =>
        node.port === port && (node.host === host || (isLoopback(node) && isLoopback({ host }))),
    )
  })
  const [first] = found
  return first && found.every(one => one === first) ? first.name : null
}
