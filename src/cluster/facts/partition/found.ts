/** Finds the partitioned table that a person means, with the partitions. */
import { type SetHead, setHeads } from '#cluster/facts/partition/heads'
import { type Part, partsOf } from '#cluster/facts/partition/parts'
import { findTables, tableNames } from '#cluster/facts/table/tables'
import type { Reader } from '#model/view'

export type FoundSet =
  | { readonly found: 'nothing'; readonly known: readonly string[] }
  | { readonly found: 'several'; readonly tables: readonly { readonly quoted: string }[] }
  /** A table that is not partitioned. */
  | { readonly found: 'table'; readonly quoted: string }
  | { readonly found: 'set'; readonly set: SetHead; readonly parts: readonly Part[] }

export const findSet = async (reader: Reader, typed: string): Promise<FoundSet> => {
  const [table, ...others] = await findTables(reader, typed)
  if (!table) return { found: 'nothing', known: await tableNames(reader) }
  if (others.length > 0) return { found: 'several', tables: [table, ...others] }
  if (table.kind !== 'partitioned table') return { found: 'table', quoted: table.quoted }
  const [set] = await setHeads(reader, [table.oid])
  if (!set) return { found: 'nothing', known: await tableNames(reader) }
  return {
    found: 'set',
    set,
    parts: set.kind === null ? [] : await partsOf(reader, set.oid, set.kind),
  }
}
