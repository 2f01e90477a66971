/** The index that a simple statement asks for: equalities first, then a range or an order. */
import { isNode, type Node, namesIn, parseSql } from '#cluster/sql/parse'

export interface Suggestion {
  /** Null where the statement names none. */
  readonly schema: string | null
  readonly table: string
  readonly columns: string
  readonly where: string | null
  readonly method: 'btree' | 'gin' | 'gist'
  /** What the index searches by; none for an order. */
  readonly searches: readonly Comparison[]
}

export interface Comparison {
  readonly key: string
  /** Operator and values, each `$`. */
  readonly to: string
}

/** Suggests an index; undefined when the statement is not simple enough to be sure. */
export const suggestIndex = (text: string): Suggestion | undefined => {
  const parsed = parseSql(text)
  const [statement] = parsed.ok ? parsed.statements : []
  const select = statement?.['SelectStmt']
  if (!isNode(select)) return undefined
  const from = select['fromClause']
  const [only, ...more] = Array.isArray(from) ? (from as unknown[]) : []
  const named = isNode(only) && isNode(only['RangeVar']) ? only['RangeVar'] : {}
  const table = named['relname']
  const schema = typeof named['schemaname'] === 'string' ? named['schemaname'] : null
  if (typeof table !== 'string' || more.length > 0) return undefined
  if (!sayable.test(table) || !sayable.test(schema ?? '')) return undefined
  const nearest = 'limitCount' in select ? nearestOf(select['sortClause']) : undefined
  const about = { schema, table, where: null }
  if (nearest !== undefined) return { ...about, columns: nearest.key, method: 'gist', searches: [] }
  const conditions = conditionsOf(select['whereClause'])
  const contained = conditions.map(containedIn).find(one => one !== undefined)
  if (contained !== undefined)
    return { ...about, columns: contained.key, method: 'gin', searches: [contained] }
  const keys = [
    ...conditions.map(one => comparedBy(one, ['='])),
    ...conditions.map(one => comparedBy(one, ['<', '<=', '>', '>=', 'BETWEEN'])),
  ].filter(one => one !== undefined)
  if (keys.length === 0) return undefined
  const flags = conditions.map(flagOf).filter(one => one !== undefined)
  return {
    ...about,
    columns: [...new Set(keys.map(({ key }) => key))].join(', '),
    where: flags.length === 0 ? null : flags.join(' and '),
    method: 'btree',
    searches: keys,
  }
}

/** Names that a command can hold as they are, and that mean nothing but a name there. */
const sayable = /^[\p{L}\p{N}_$ -]*$/u

const conditionsOf = (where: unknown): readonly Node[] => {
  if (!isNode(where)) return []
  const { BoolExpr: group } = where
  if (!isNode(group) || group['boolop'] !== 'AND_EXPR') return [where]
  return Array.isArray(group['args']) ? group['args'].filter(isNode) : []
}

/** Finds the key that is compared with a value by any of these operators. */
const comparedBy = (condition: Node, operators: readonly string[]): Comparison | undefined => {
  const expression = condition['A_Expr']
  const [operator = ''] = isNode(expression) ? namesIn(expression['name']) : []
  if (!isNode(expression) || !operators.includes(operator)) return undefined
  const [kind, left, right] = [expression['kind'], expression['lexpr'], expression['rexpr']]
  if (!servable.has(kind)) return undefined
  // In `$1 = ANY (tags)` the column is the array, which no B-tree searches inside of.
  const reversed = isValue(left) && kind !== 'AEXPR_OP_ANY' ? keyOf(right) : undefined
  const key = isValue(right) ? keyOf(left) : reversed
  return key === undefined ? undefined : { key, to: comparisonTo(operator, kind) }
}

const comparisonTo = (operator: string, kind: unknown): string => {
  if (operator === 'BETWEEN') return 'between $ and $'
  return kind === 'AEXPR_IN' || kind === 'AEXPR_OP_ANY'
    ? `${operator} any (array$)`
    : `${operator} $`
}

/** Comparisons that an index serves; IS DISTINCT FROM, NULLIF and ALL have the same operators. */
const servable: ReadonlySet<unknown> = new Set([
  'AEXPR_OP',
  'AEXPR_OP_ANY',
  'AEXPR_IN',
  'AEXPR_BETWEEN',
])

const containedIn = (condition: Node): Comparison | undefined =>
  comparedBy(condition, ['@>', '?', '@@'])

const flagOf = (condition: Node): string | undefined => columnOf(condition)

const nearestOf = (sort: unknown): Comparison | undefined => {
  const [first] = Array.isArray(sort) ? (sort as unknown[]) : []
  const by = isNode(first) && isNode(first['SortBy']) ? first['SortBy']['node'] : undefined
  return isNode(by) ? comparedBy(by, ['<->']) : undefined
}

/** True for an expression made of parameters and constants alone. */
const isValue = (node: unknown): boolean => {
  if (Array.isArray(node)) return node.every(isValue)
  if (!isNode(node)) return false
  if (isNode(node['List'])) return isValue(node['List']['items'])
  if (isNode(node['TypeCast'])) return isValue(node['TypeCast']['arg'])
  if (isNode(node['A_Expr']))
    return isValue(node['A_Expr']['lexpr']) && isValue(node['A_Expr']['rexpr'])
  if (isNode(node['FuncCall'])) return isValue(node['FuncCall']['args'] ?? [])
  return 'ParamRef' in node || 'A_Const' in node
}

const columnOf = (node: unknown): string | undefined => {
  if (!isNode(node) || !isNode(node['ColumnRef'])) return undefined
  const name = namesIn(node['ColumnRef']['fields']).at(-1)
  return name === undefined || !plainName.test(name) ? undefined : name
}

const plainName = /^[a-z_][a-z0-9_]*$/

/** Writes a column, or a function of a single column, as SQL. */
const keyOf = (node: unknown): string | undefined => {
  const column = columnOf(node)
  if (column !== undefined || !isNode(node) || !isNode(node['FuncCall'])) return column
  const { funcname, args } = node['FuncCall']
  const [only, ...more] = Array.isArray(args) ? (args as unknown[]) : []
  const inner = more.length === 0 ? columnOf(only) : undefined
  const called = namesIn(funcname).at(-1) ?? ''
  return inner === undefined || !plainName.test(called) ? undefined : `${called}(${inner})`
}
