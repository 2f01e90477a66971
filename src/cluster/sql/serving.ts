/** Finds the application's statements that an index on these keys could serve. */
import type { IndexParts } from '#cluster/sql/index-definition'
import { isNode, parseSql, shapeOf, walk } from '#cluster/sql/parse'

export interface ServedTable {
  readonly schema: string
  readonly name: string
  /** Whether other tables or views of the database have the name too: a name without a schema may be theirs. */
  readonly shared: boolean
}

/** Whether the statement reads the table and searches or sorts by the leading key; `perhaps` where another may be meant. */
export const couldServe = (
  text: string,
  table: ServedTable,
  parts: Pick<IndexParts, 'elements'>,
): 'surely' | 'perhaps' | 'no' => {
  const [leading] = parts.elements
  const parsed = parseSql(text)
  if (!leading || !parsed.ok) return 'no'
  const named = tablesIn(parsed.statements).filter(({ name }) => name === table.name)
  const own = named.some(({ schema }) => schema === table.schema)
  if (!own && named.every(({ schema }) => schema !== null)) return 'no'
  const wanted =
    leading.column === null ? shapeOf(leading.expression) : shapeOf(columnNode(leading.column))
  if (!parsed.statements.some(one => conditionsOf(one).includes(wanted))) return 'no'
  return own || !table.shared ? 'surely' : 'perhaps'
}

const columnNode = (name: string) => ({ ColumnRef: { fields: [{ String: { sval: name } }] } })

interface NamedTable {
  readonly schema: string | null
  readonly name: string
}

/** The tables as the statement names them, without names that its own WITH gives. */
const tablesIn = (statements: unknown): readonly NamedTable[] => {
  const tables: NamedTable[] = []
  const given = new Set<unknown>()
  walk(statements, (kind, node) => {
    if (kind === 'CommonTableExpr') given.add(node['ctename'])
    if (kind === 'RangeVar')
      tables.push({
        schema: typeof node['schemaname'] === 'string' ? node['schemaname'] : null,
        name: String(node['relname']),
      })
  })
  return tables.filter(({ schema, name }) => schema !== null || !given.has(name))
}

/** Names of tables in a text, without their schemas; none where the text cannot be read. */
export const tableNamesIn = (text: string): readonly string[] => {
  const parsed = parseSql(text)
  return parsed.ok ? tablesIn(parsed.statements).map(({ name }) => name) : []
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
