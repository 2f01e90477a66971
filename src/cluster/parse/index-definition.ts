/**
 * What a person wrote between the parentheses of CREATE INDEX, checked to be that and nothing else:
 * each piece is parsed alone, then the whole statement is parsed and compared with what was asked.
 */
import { isNode, type Node, namesIn, type Parsed, parseSql, walk } from '#cluster/parse/sql'

export const indexMethods = ['btree', 'hash', 'gin', 'gist', 'spgist', 'brin'] as const
export type IndexMethod = (typeof indexMethods)[number]

/** As typed, apart from the method. */
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
  /** What only ordered methods know, normalised: `desc nulls last`; empty for the default. */
  readonly order: string
  readonly collated: boolean
}

export interface IndexParts {
  readonly elements: readonly IndexElement[]
  readonly include: readonly string[]
  readonly where: Node | null
  readonly tablespace: string | null
  /** Every column that is read anywhere. */
  readonly columns: readonly string[]
}

export type ReadIndex =
  | { readonly ok: true; readonly parts: IndexParts }
  | { readonly ok: false; readonly key: keyof IndexText; readonly because: string }

export const readIndex = (text: IndexText): ReadIndex => {
  for (const key of ['columns', 'include', 'with', 'where'] as const) {
    const problem = text[key] === null ? undefined : problemOf(key, text[key])
    if (problem !== undefined) return { ok: false, key, because: problem }
  }
  const statement = onlyIndex(parseSql(createIndex(text, { index: 'i', table: 't' })))
  if (!statement) {
    return { ok: false, key: 'columns', because: 'together it is not one CREATE INDEX any more' }
  }
  return { ok: true, parts: partsOf(statement) }
}

/** Names come quoted from the catalogue, the rest through `readIndex`. */
export const createIndex = (
  text: IndexText,
  quoted: { readonly index: string; readonly table: string },
): string =>
  `CREATE${text.unique ? ' UNIQUE' : ''} INDEX CONCURRENTLY ${quoted.index} ${bodyOf(text, quoted.table)}`

/** The same on an empty table of one's own, in a transaction, under a name that PostgreSQL chooses. */
export const createIndexOnTrial = (text: IndexText, quotedTable: string): string =>
  `CREATE${text.unique ? ' UNIQUE' : ''} INDEX ${bodyOf(text, quotedTable)}`

const bodyOf = (text: IndexText, quotedTable: string): string =>
  [
    `ON ${quotedTable}`,
    `USING ${text.method} (${text.columns})`,
    ...(text.include === null ? [] : [`INCLUDE (${text.include})`]),
    ...(text.with === null ? [] : [`WITH (${text.with})`]),
    ...(text.where === null ? [] : [`WHERE ${text.where}`]),
  ].join(' ')

/** The parts of a definition as `pg_get_indexdef` prints it. */
export const partsOfDefinition = (definition: string): IndexParts | undefined => {
  const statement = onlyIndex(parseSql(definition))
  return statement && partsOf(statement)
}

/**
 * Whether two definitions can be the same index: PostgreSQL writes expressions in its own words, so
 * these are only counted; everything that is named is compared.
 */
export const mayBeSame = (one: string, other: string): boolean => {
  const outlines = [one, other].map(text => {
    const statement = onlyIndex(parseSql(text))
    if (!statement) return undefined
    const { elements, include, where } = partsOf(statement)
    const columns = elements.map(({ column, order }) => [column, order])
    const { unique = false, accessMethod } = statement
    return JSON.stringify([unique, accessMethod, columns, include, where !== null])
  })
  return outlines[0] !== undefined && outlines[0] === outlines[1]
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

/** One sentence's end when the piece is not what it claims to be: PostgreSQL's words, or ours. */
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
    tablespace: typeof statement['tableSpace'] === 'string' ? statement['tableSpace'] : null,
    columns: [...columns],
  }
}

const listOf = (list: unknown, kind: string): readonly Node[] =>
  (Array.isArray(list) ? list : []).flatMap(one =>
    isNode(one) && isNode(one[kind]) ? [one[kind]] : [],
  )

const elementOf = (element: Node): IndexElement => ({
  column: typeof element['name'] === 'string' ? element['name'] : null,
  expression: isNode(element['expr']) ? element['expr'] : null,
  opclass: namesIn(element['opclass']).at(-1) ?? null,
  order: orderOf(String(element['ordering']), String(element['nulls_ordering'])),
  collated: element['collation'] !== undefined,
})

/** `asc nulls last` and `desc nulls first` are what leaving it out means. */
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
