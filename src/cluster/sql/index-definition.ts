/**
 * Checks a person's text for the parentheses of CREATE INDEX: each piece is parsed alone, then the whole
 * statement is parsed and compared with the request.
 */
import { isNode, type Node, namesIn, type Parsed, parseSql, walk } from '#cluster/sql/parse'

export const indexMethods = ['btree', 'hash', 'gin', 'gist', 'spgist', 'brin'] as const
export type IndexMethod = (typeof indexMethods)[number]

/** The person's text, apart from the method. */
export interface IndexText {
  readonly columns: string
  readonly method: IndexMethod
  readonly unique: boolean
  readonly include: string | null
  readonly where: string | null
  readonly with: string | null
}

export interface IndexElement {
  /** A plain column's name, null for an expression. */
  readonly column: string | null
  /** Parse tree of the expression, null for a plain column. */
  readonly expression: Node | null
  /** Last part of the operator class's name, null for the default one. */
  readonly opclass: string | null
  /** Parameters of the operator class: `siglen=32`; empty without any. */
  readonly parameters: string
  /** Order, which only ordered methods have, normalised: `desc nulls last`; empty for the default. */
  readonly order: string
  /** Last part of the collation's name; null for the default of the column or expression. */
  readonly collation: string | null
}

export interface IndexParts {
  readonly elements: readonly IndexElement[]
  readonly include: readonly string[]
  readonly where: Node | null
  readonly nullsNotDistinct: boolean
  readonly tablespace: string | null
  /** Every column that is read anywhere. */
  readonly columns: readonly string[]
}

export type ReadIndex =
  | { readonly ok: true; readonly parts: IndexParts }
  | { readonly ok: false; readonly key: keyof IndexText; readonly because: string }

export const readIndex = (text: IndexText): ReadIndex => {
  const [unread] = unreadParts(text)
  if (unread) return { ok: false, ...unread }
  const statement = onlyIndex(parseSql(createIndexStatement(text, { index: 'i', table: 't' })))
  if (!statement) {
    return { ok: false, key: 'columns', because: 'together it is no longer one CREATE INDEX' }
  }
  return { ok: true, parts: partsOf(statement) }
}

/** Every part that is no SQL by itself, with the reason. */
export const unreadParts = (
  text: IndexText,
): readonly { readonly key: keyof IndexText; readonly because: string }[] =>
  (['columns', 'include', 'with', 'where'] as const).flatMap(key => {
    const because = text[key] === null ? undefined : problemOf(key, text[key])
    return because === undefined ? [] : { key, because }
  })

/**
 * Writes CREATE INDEX. Names come quoted from the catalogue, the rest has passed `readIndex`. `only` makes the index of
 * a partitioned table, without its parts.
 */
export const createIndexStatement = (
  text: IndexText,
  quoted: { readonly index: string; readonly table: string },
  how: 'concurrently' | 'only' = 'concurrently',
): string =>
  [
    `CREATE${text.unique ? ' UNIQUE' : ''} INDEX ${how === 'only' ? '' : 'CONCURRENTLY '}${quoted.index} ON ${how === 'only' ? 'ONLY ' : ''}${quoted.table}`,
    `USING ${text.method} (${text.columns})`,
    ...(text.include === null ? [] : [`INCLUDE (${text.include})`]),
    ...(text.with === null ? [] : [`WITH (${text.with})`]),
    ...(text.where === null ? [] : [`WHERE ${text.where}`]),
  ].join(' ')

/**
 * Rewrites a statement of `createIndexStatement` or the catalogue for a trial's empty table: in a transaction,
 * under a name that PostgreSQL chooses.
 */
export const createIndexOnTrial = (
  statement: string,
  quotedTable: string,
  trial: string,
): string => {
  const where = ` ON ${quotedTable} USING `
  const [before = '', ...body] = statement.split(where)
  return `CREATE${before.startsWith('CREATE UNIQUE ') ? ' UNIQUE' : ''} INDEX ON ${trial} USING ${body.join(where)}`
}

/** Reads the parts of a definition as `pg_get_indexdef` prints it. */
export const partsOfDefinition = (definition: string): IndexParts | undefined => {
  const statement = onlyIndex(parseSql(definition))
  return statement && partsOf(statement)
}

/** The access method of CREATE INDEX; undefined for any other statement. */
export const methodOf = (statement: string): string | undefined => {
  const method = onlyIndex(parseSql(statement))?.['accessMethod']
  return typeof method === 'string' ? method : undefined
}

/**
 * True when `definition`, as printed by PostgreSQL, can have come from `statement`. PostgreSQL rewrites
 * expressions, so expressions are only counted, and omits defaults: every printed option was asked for.
 */
export const mayBeSame = (definition: string, statement: string): boolean => {
  const [printed, asked] = [definition, statement].map(text => onlyIndex(parseSql(text)))
  if (!printed || !asked || outlineOf(printed) !== outlineOf(asked)) return false
  const wished = partsOf(asked).elements
  return partsOf(printed).elements.every(
    ({ opclass, collation, parameters }, at) =>
      (opclass ?? wished[at]?.opclass) === wished[at]?.opclass &&
      (collation ?? wished[at]?.collation) === wished[at]?.collation &&
      parameters === wished[at]?.parameters,
  )
}

const outlineOf = (statement: Node): string => {
  const { elements, include, where, nullsNotDistinct } = partsOf(statement)
  const columns = elements.map(({ column, order }) => [column, order])
  const { unique = false, accessMethod } = statement
  return JSON.stringify([unique, nullsNotDistinct, accessMethod, columns, include, where !== null])
}

type Piece = 'columns' | 'include' | 'with' | 'where'

const around: Readonly<Record<Piece, (text: string) => string>> = {
  columns: text => `CREATE INDEX i ON t (${text})`,
  include: text => `CREATE INDEX i ON t (a) INCLUDE (${text})`,
  with: text => `CREATE INDEX i ON t (a) WITH (${text})`,
  where: text => `CREATE INDEX i ON t (a) WHERE (${text})`,
}

const members: Readonly<Record<Piece, string>> = {
  columns: 'indexParams',
  include: 'indexIncludingParams',
  with: 'options',
  where: 'whereClause',
}

/** Returns the end of a sentence when the piece is invalid: PostgreSQL's words, or Howdah's. */
const problemOf = (key: Piece, text: string): string | undefined => {
  if (text.trim() === '') return 'it is empty'
  if (/--|\/\*/.test(text)) return 'it has a comment, which could hide what follows'
  const parsed = parseSql(around[key](text))
  if (!parsed.ok) return parsed.message
  const statement = onlyIndex(parsed)
  const allowed = new Set(['idxname', 'relation', 'accessMethod', 'indexParams', members[key]])
  const more = statement && Object.keys(statement).find(member => !allowed.has(member))
  if (!statement || more !== undefined || statement[members[key]] === undefined) {
    return `\`${text}\` ends its own parentheses: it is more than ${key}`
  }
  return forbidden(statement)
}

const forbidden = (statement: Node): string | undefined => {
  let found: string | undefined
  walk(statement, kind => {
    if (kind === 'SubLink') found = 'an index cannot hold a subquery'
    if (kind === 'ParamRef') found = 'it has a parameter ($1); write the value itself'
  })
  return found
}

const onlyIndex = (parsed: Parsed): Node | undefined => {
  if (!parsed.ok || parsed.statements.length !== 1) return undefined
  const statement = parsed.statements[0]?.['IndexStmt']
  return isNode(statement) ? statement : undefined
}

const partsOf = (statement: Node): IndexParts => {
  const columns = new Set<string>()
  walk(statement, (kind, node) => {
    if (kind === 'ColumnRef') columns.add(namesIn(node['fields']).at(-1) ?? '')
    if (kind === 'IndexElem' && typeof node['name'] === 'string') columns.add(node['name'])
  })
  const where = statement['whereClause']
  return {
    elements: listOf(statement['indexParams'], 'IndexElem').map(elementOf),
    include: listOf(statement['indexIncludingParams'], 'IndexElem').flatMap(
      one => elementOf(one).column ?? [],
    ),
    where: isNode(where) ? where : null,
    nullsNotDistinct: statement['nulls_not_distinct'] === true,
    tablespace: typeof statement['tableSpace'] === 'string' ? statement['tableSpace'] : null,
    columns: [...columns],
  }
}

const listOf = (list: unknown, kind: string): readonly Node[] =>
  (Array.isArray(list) ? list : []).flatMap(one =>
    isNode(one) && isNode(one[kind]) ? [one[kind]] : [],
  )

const elementOf = (element: Node): IndexElement => {
  const { name, expr, opclass, opclassopts, ordering, nulls_ordering, collation } = element
  const column = typeof name === 'string' ? name : columnIn(expr)
  return {
    column,
    expression: column === null && isNode(expr) ? expr : null,
    opclass: namesIn(opclass).at(-1) ?? null,
    parameters: listOf(opclassopts, 'DefElem').map(parameterOf).toSorted().join(', '),
    order: orderOf(String(ordering), String(nulls_ordering)),
    collation: namesIn(collation).at(-1) ?? null,
  }
}

/** A column in parentheses, or with the table's name, is still a column. */
const columnIn = (expression: unknown): string | null =>
  isNode(expression) && isNode(expression['ColumnRef'])
    ? (namesIn(expression['ColumnRef']['fields']).at(-1) ?? null)
    : null

/** Writes a parameter as typed or as printed by PostgreSQL: `siglen=32`, `siglen='32'`. */
const parameterOf = ({ defname, arg }: Node): string => {
  const [[, value] = []] = isNode(arg) ? Object.entries(arg) : []
  return `${String(defname)}=${isNode(value) ? String(Object.values(value)[0]) : ''}`
}

/** `asc nulls last` and `desc nulls first` are the defaults. */
const orderOf = (ordering: string, nulls: string): string => {
  const descending = ordering === 'SORTBY_DESC'
  const usual = descending ? 'SORTBY_NULLS_FIRST' : 'SORTBY_NULLS_LAST'
  const words = [
    ...(descending ? ['desc'] : []),
    ...(nulls === 'SORTBY_NULLS_DEFAULT' || nulls === usual
      ? []
      : [nulls === 'SORTBY_NULLS_FIRST' ? 'nulls first' : 'nulls last']),
  ]
  return words.join(' ')
}
