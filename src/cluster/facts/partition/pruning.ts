/** Asks the planner which partitions a query for one key reads. */
import { withOwnCode } from '#cluster/facts/table/own-code'
import type { Reader } from '#model/view'
import { Failure } from '#src/errors'

/**
 * Quoted names of the tables that a query for the key `value` of `table` reads; null where the login may not read the
 * table, or planning would call code of the database. `value` is a bound as `writeBound` writes it, `column` and `type` are from the catalogue.
 */
export const readsFor = async (
  reader: Reader,
  {
    oid,
    table,
    column,
    type,
    value,
  }: Readonly<Record<'oid' | 'table' | 'column' | 'type' | 'value', string>>,
): Promise<readonly string[] | null> => {
  if ((await withOwnCode(reader, [oid])).size > 0) return null
  try {
    const [row] = await reader.read<{ 'QUERY PLAN': unknown }>(
      `explain (format json) select from ${table} where ${column} = '${value}'::${type}`,
    )
    return tablesIn(row?.['QUERY PLAN'])
  } catch (error) {
    if (error instanceof Failure && error.code === 'sql.42501') return null
    throw error
  }
}

const tablesIn = (plan: unknown): readonly string[] => {
  if (Array.isArray(plan)) return plan.flatMap(tablesIn)
  if (typeof plan !== 'object' || plan === null) return []
  const { 'Relation Name': name } = plan as { 'Relation Name'?: unknown }
  return [...(typeof name === 'string' ? [name] : []), ...Object.values(plan).flatMap(tablesIn)]
}
