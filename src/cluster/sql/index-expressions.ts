/** The expressions of CREATE INDEX as they are written, each checked to be exactly what the parser reads there. */
import { isNode, type Node, parseSql, walk } from '#cluster/sql/parse'
import { piecesOf } from '#cluster/sql/without-literals'

export interface IndexExpression {
  readonly part: 'columns' | 'where'
  readonly text: string
}

/** Gives the expressions of a statement of `createIndexStatement` or the catalogue; undefined where they are not found. */
export const expressionsIn = (statement: string): readonly IndexExpression[] | undefined => {
  const parsed = parseSql(statement)
  const [only, ...more] = parsed.ok ? parsed.statements : []
  const index = only?.['IndexStmt']
  if (!isNode(index) || more.length > 0) return undefined
  const { keys, where } = partsOf(statement)
  const wanted = elementsOf(index)
  if (keys.length !== wanted.length) return undefined
  const found: IndexExpression[] = []
  for (const [at, { expr }] of wanted.entries()) {
    if (!isNode(expr)) continue
    const text = beginningOf(keys[at] ?? [], expr)
    if (text === undefined) return undefined
    found.push({ part: 'columns', text })
  }
  const { whereClause } = index
  if (!isNode(whereClause)) return found
  const text = where.join('')
  return reads(text, whereClause) ? [...found, { part: 'where', text }] : undefined
}

const elementsOf = ({ indexParams }: Node): readonly Node[] =>
  (Array.isArray(indexParams) ? indexParams : []).flatMap((one: unknown) =>
    isNode(one) && isNode(one['IndexElem']) ? [one['IndexElem']] : [],
  )

/** Splits at the commas of the first parentheses, and at the WHERE outside of any. */
const partsOf = (statement: string) => {
  const keys: string[][] = [[]]
  const where: string[] = []
  let [depth, list, inWhere] = [0, 0, false]
  for (const { text } of piecesOf(statement)) {
    const outside = depth === 0
    if (/^[)\]]$/.test(text)) depth -= 1
    if (inWhere) where.push(text)
    else if (outside && text === '(') list += 1
    else if (outside && /^where$/i.test(text)) inWhere = true
    else if (list === 1 && depth === 1 && text === ',') keys.push([])
    else if (list === 1 && depth > 0) keys.at(-1)?.push(text)
    if (/^[([]$/.test(text)) depth += 1
  }
  return { keys, where }
}

/** The longest beginning that is the expression: an operator class, a collation or an order may follow. */
const beginningOf = (pieces: readonly string[], expression: Node): string | undefined => {
  for (let end = pieces.length; end > 0; end -= 1) {
    const text = pieces.slice(0, end).join('').trim()
    if (end < pieces.length && !/[)\w"]$/.test(text)) continue
    if (reads(text, expression)) return text
  }
  return undefined
}

const reads = (text: string, expression: Node): boolean => {
  const parsed = parseSql(`SELECT (${text}) IS NULL`)
  const [only, ...more] = parsed.ok ? parsed.statements : []
  if (!only || more.length > 0) return false
  const wanted = { NullTest: { arg: expression, nulltesttype: 'IS_NULL' } }
  const selected = {
    SelectStmt: {
      targetList: [{ ResTarget: { val: wanted } }],
      limitOption: 'LIMIT_OPTION_DEFAULT',
      op: 'SETOP_NONE',
    },
  }
  return exact(only) === exact(selected)
}

const exact = (node: Node): string =>
  JSON.stringify(node, (key, value: unknown) => (places.test(key) ? undefined : value))

const places = /^(location|list_start|list_end|rexpr_list_start|rexpr_list_end)$/

/**
 * True where a literal may be a path of jsonpath with `like_regex`: such a pattern is compiled when the literal is read,
 * before any plan, and kept in memory. In a path the word may be written with escapes and beside comments.
 */
export const mayHoldPattern = (statement: string): boolean => {
  const parsed = parseSql(statement)
  let found = false
  walk(parsed.ok ? parsed.statements : [], (_, { sval }) => {
    const text = isNode(sval) ? sval['sval'] : sval
    if (typeof text !== 'string') return
    const outside = text.replaceAll(/"(?:[^"\\]|\\[^])*"/g, '""')
    if (outside.includes('"') && /like_regex|\\|\/\*/i.test(text.includes('/*') ? text : outside))
      found = true
  })
  return found
}
