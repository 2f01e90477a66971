/** The nodes that a database for reads leads to, by PgBouncer's own words. */
import { wordIn } from '#cluster/facts/pool/columns'
import { type NodeAddress, nodesBehind } from '#cluster/facts/pool/leads-to'
import type { ConsoleRow, KnownPooler } from '#model/pool/known-pooler'

/** In the order of the inventory; null where there is no such database, or one of the addresses is no node's. */
export const readMembers = (
  databases: readonly ConsoleRow[],
  { host, of }: Pick<KnownPooler, 'host'> & { readonly of: string },
  nodes: readonly NodeAddress[],
): readonly string[] | null => {
  const row = databases.find(one => wordIn(one, 'name') === of)
  const found = row ? nodesBehind(row, { host }, nodes) : [null]
  if (found.includes(null)) return null
  return nodes.map(({ name }) => name).filter(name => found.includes(name))
}
