/** Columns of a table whose values may be too long for a B-tree. */
import type { Table } from '#cluster/facts/table/tables'
import type { IndexParts } from '#cluster/sql/index-definition'
import type { Reader } from '#model/view'

/** A row of a B-tree takes a third of a page at most (manual, B-Tree Indexes). */
export const btreeRowMost = 2_704

const unlimited = /^(text|citext|bytea|jsonb|character varying|.*\[\])$/
const limited = /^character(?: varying)?\((\d+)\)$/

/** A character takes four bytes at most. */
const maybeLong = (type: string): boolean =>
  unlimited.test(type) || 4 * Number(limited.exec(type)?.[1] ?? 0) > btreeRowMost

/** Names the columns of the index, keys and payload, that have no limit below that of a B-tree. */
export const unlimitedColumns = (
  { columns }: Pick<Table, 'columns'>,
  { elements, include }: Pick<IndexParts, 'elements' | 'include'>,
): readonly string[] => {
  const held = new Set([...elements.flatMap(({ column }) => column ?? []), ...include])
  return columns
    .filter(({ name, type }) => held.has(name) && maybeLong(type))
    .map(({ name }) => name)
}

/** True when some row is so long that PostgreSQL moved a value out of it: about 2 kB after compression. */
export const hasLongValues = async (
  reader: Reader,
  tableOids: readonly string[],
): Promise<boolean> => {
  const [row] = await reader.read<{ long: boolean | null }>(
    `select bool_or(reltoastrelid <> 0 and pg_relation_size(reltoastrelid) > 0) as long from pg_class
     where oid = any($1::oid[])`,
    [tableOids],
  )
  return row?.long ?? false
}
