/** The expressions of CREATE INDEX as they are written, each checked to be exactly what the parser reads there. */
import { isNode, type Node, parseSql } from '#cluster/sql/parse'
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

/** Padded types and patterns that PostgreSQL computes when it reads a literal, before any plan. */
const mostPadding = 10_000

/** Names what makes reading the literals of a statement cost more than their length; undefined for none. */
export const costlyLiteral = (statement: string): string | undefined => {
  const parsed = parseSql(statement)
  let found: string | undefined
  const look = (value: unknown): void => {
    if (Array.isArray(value)) return value.forEach(look)
    if (!isNode(value)) return
    const { sval, names, typmods } = value
    if (typeof sval === 'string' && sval.includes('like_regex')) found ??= 'like_regex'
    if (/"(bpchar|bit)"/.test(JSON.stringify(names ?? '')) && paddingOf(typmods) > mostPadding)
      found ??= `a type of ${paddingOf(typmods)} characters`
    Object.values(value).forEach(look)
  }
  look(parsed.ok ? parsed.statements : [])
  return found
}

const paddingOf = (typmods: unknown): number =>
  Number(/"ival":(\d+)/.exec(JSON.stringify(typmods ?? ''))?.[1] ?? 0)
