/** Finds the application's statements that an index on these keys could serve. */
import type { IndexParts } from '#cluster/sql/index-definition'
import { isNode, parseSql, shapeOf, walk } from '#cluster/sql/parse'

/** True when the statement reads `table` and searches or sorts by the leading key. */
export const couldServe = (
  text: string,
  table: string,
  parts: Pick<IndexParts, 'elements'>,
): boolean => {
  const [leading] = parts.elements
  const parsed = parseSql(text)
  if (!leading || !parsed.ok || !tablesIn(parsed.statements).includes(table)) return false
  const wanted =
    leading.column === null ? shapeOf(leading.expression) : shapeOf(columnNode(leading.column))
  return parsed.statements.some(statement => conditionsOf(statement).some(one => one === wanted))
}

const columnNode = (name: string) => ({ ColumnRef: { fields: [{ String: { sval: name } }] } })

export const tablesIn = (statements: unknown): readonly string[] => {
  const tables: string[] = []
  walk(statements, (kind, node) => {
    if (kind === 'RangeVar') tables.push(String(node['relname']))
  })
  return tables
}

/** Collects the shapes of all that is compared, matched or sorted by. */
const conditionsOf = (statement: unknown): readonly string[] => {
  const shapes: string[] = []
  walk(statement, (kind, node) => {
    if (kind === 'A_Expr') shapes.push(shapeOf(node['lexpr']), shapeOf(node['rexpr']))
    if (kind === 'SortBy') shapes.push(shapeOf(node['node']))
    if (kind === 'NullTest' || kind === 'BooleanTest') shapes.push(shapeOf(node['arg']))
    if (kind === 'BoolExpr' && Array.isArray(node['args'])) {
      for (const arg of node['args']) if (isNode(arg)) shapes.push(shapeOf(arg))
    }
  })
  return shapes
}
