/** Where a database of PgBouncer leads: nodes, or nowhere that the inventory knows. */
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
  const found = nodesBehind(row, pooler, nodes)
  const [first] = found
  return first !== undefined && found.every(one => one === first) ? first : null
}

/** A name for each host of the list. */
export const nodesBehind = (
  row: ConsoleRow,
  pooler: Pick<KnownPooler, 'host'>,
  nodes: readonly NodeAddress[],
): readonly (string | null)[] => {
  const port = figureIn(row, 'port')
  const near = nodes.filter(node => node.port === port)
  return (wordIn(row, 'host') ?? '').split(',').map(one => {
    // A socket or a loopback address is of the machine of PgBouncer.
    const own = one === '' || one.startsWith('/') || isLoopback({ host: one })
    const host = own ? pooler.host : one
    const found =
      // Several servers of a machine may have loopback addresses of their own.
      near.find(node => node.host === one && (!own || isLoopback({ host }))) ??
      near.find(node => node.host === host || (isLoopback(node) && isLoopback({ host })))
    return found?.name ?? null
  })
}
