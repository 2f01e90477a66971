/** Names of columns that a table lacks, each with the nearest that is there. */

import type { Column, Table } from '#cluster/facts/table/tables'
import type { IndexParts } from '#cluster/sql/index-definition'
import { about, type Refusal, refusal } from '#model/refusal'
import { listed } from '#text/listed'
import { nearest } from '#text/nearest'

export const missingColumns = (
  table: Pick<Table, 'quoted' | 'columns'>,
  parts: Pick<IndexParts, 'columns' | 'include'>,
): readonly Refusal[] => {
  const known = table.columns.map(({ name }) => name)
  const lacking = (names: readonly string[]) => names.filter(one => !known.includes(one))
  const told = new Set(lacking(parts.columns))
  return [
    ...missing(table, 'columns', [...told]),
    ...missing(
      table,
      'include',
      lacking(parts.include).filter(one => !told.has(one)),
    ),
  ]
}

const missing = (
  { quoted, columns }: Pick<Table, 'quoted' | 'columns'>,
  field: string,
  names: readonly string[],
): readonly Refusal[] => {
  if (names.length === 0) return []
  const close = names.flatMap(name => closest(name, columns) ?? [])
  const meant = close.map(one => `\`${one.quoted}\`${one.quoted === one.name ? '' : ', in quotes'}`)
  return [
    about(
      field,
      refusal(
        `${quoted} has no column ${listed(names, 'or')}.`,
        meant.length === names.length
          ? `Did you mean ${listed(meant)}?`
          : `It has ${columns.map(({ name }) => name).join(', ')}.`,
      ),
    ),
  ]
}

/** Capitals count last: SQL makes `customerId` without quotes `customerid`. */
const closest = (typed: string, columns: readonly Column[]): Column | undefined => {
  const close = nearest(
    typed,
    columns.map(({ name }) => name.toLowerCase()),
  )
  return columns.find(({ name }) => name.toLowerCase() === close)
}
