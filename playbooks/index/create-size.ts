/** How large an index can become, from the catalogue alone. */
import type { TableFacts } from '#cluster/index-wish'

/** At most: every row counted, whatever `where` leaves out. Null when the table was never analysed. */
export const sizeOf = ({ table, parts }: TableFacts): number | null => {
  if (table.rows === null) return null
  const width = [...parts.elements.map(one => one.column), ...parts.include]
    .map(name => table.columns.find(one => one.name === name)?.fixedBytes ?? 24)
    .reduce((sum, one) => sum + one, 0)
  // 8 bytes of tuple header, 4 of line pointer, pages 90 % full (PostgreSQL manual, B-tree implementation).
  return (table.rows * (width + 12)) / 0.9
}
