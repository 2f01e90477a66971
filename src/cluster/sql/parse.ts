/** PostgreSQL's own parser. The result is plain data; no statement ever runs here. */
import { setFlagsFromString } from 'node:v8'

// V8's optimising tier takes 570 MB to compile this grammar, and parses no faster with it. Both flags, before
// the module is there, and for good: functions are compiled when they are first called.
setFlagsFromString('--no-wasm-tier-up')
setFlagsFromString('--no-wasm-dynamic-tiering')
const { loadModule, parseSync } = await import('libpg-query')
await loadModule()

/** A node of the parse tree, as printed by libpg_query. */
export type Node = { readonly [key: string]: unknown }

export type Parsed =
  | { readonly ok: true; readonly statements: readonly Node[] }
  /** PostgreSQL's own words: `syntax error at or near "frm"`. */
  | { readonly ok: false; readonly message: string }

export const parseSql = (text: string): Parsed => {
  try {
    const { stmts } = parseSync(text) as {
      readonly stmts?: readonly { readonly stmt?: Node }[]
    }
    return { ok: true, statements: (stmts ?? []).map(({ stmt }) => stmt ?? {}) }
  } catch (error) {
    return { ok: false, message: error instanceof Error ? error.message : String(error) }
  }
}

export interface PlacedStatement {
  readonly text: string
  /** Byte of the whole text at which `text` begins: locations of the parser count from there. */
  readonly from: number
  readonly statement: Node
}

/** The statements of a text, each with its own words; undefined where PostgreSQL's parser cannot read the text. */
export const placedStatements = (text: string): readonly PlacedStatement[] | undefined => {
  try {
    const bytes = Buffer.from(text)
    const { stmts } = parseSync(text) as {
      readonly stmts?: readonly {
        readonly stmt?: Node
        readonly stmt_location?: number
        readonly stmt_len?: number
      }[]
    }
    return (stmts ?? []).map(({ stmt = {}, stmt_location: from = 0, stmt_len: length = 0 }) => ({
      text: bytes.subarray(from, length === 0 ? undefined : from + length).toString(),
      from,
      statement: stmt,
    }))
  } catch {
    return undefined
  }
}

export const isNode = (value: unknown): value is Node =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** Calls `visit` with each node in `value` by kind: `FuncCall`, `ColumnRef`. */
export const walk = (value: unknown, visit: (kind: string, node: Node) => void): void => {
  if (Array.isArray(value)) {
    for (const one of value) walk(one, visit)
    return
  }
  if (!isNode(value)) return
  for (const [key, member] of Object.entries(value)) {
    if (/^[A-Z]/.test(key) && isNode(member)) visit(key, member)
    walk(member, visit)
  }
}

/** Reads the names in a list of String nodes: `[{String: {sval: 'pg_catalog'}}, …]`. */
export const namesIn = (list: unknown): readonly string[] =>
  (Array.isArray(list) ? list : []).flatMap(one => {
    const text = isNode(one) && isNode(one['String']) ? one['String']['sval'] : undefined
    return typeof text === 'string' ? [text] : []
  })

/**
 * Gives equal text for two texts of equal meaning, as far as text tells. Places, qualifications and the casts
 * that PostgreSQL adds to a stored definition (of constants, and to text) are left out.
 */
export const shapeOf = (value: unknown): string => JSON.stringify(bare(value))

const bare = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(bare)
  if (!isNode(value)) return value
  if (isNode(value['TypeCast'])) return bareCast(value['TypeCast'])
  if (isNode(value['ColumnRef'])) return { column: lastName(value['ColumnRef']['fields']) }
  if (isNode(value['FuncCall'])) {
    return {
      function: lastName(value['FuncCall']['funcname']),
      of: bare(value['FuncCall']['args'] ?? []),
    }
  }
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key]) => !/^(location|stmt_location|stmt_len)$/.test(key))
      .map(([key, member]) => [key, bare(member)]),
  )
}

const bareCast = ({ arg, typeName }: Node): unknown => {
  const { names, typmods = null, arrayBounds = [] } = isNode(typeName) ? typeName : {}
  const to = [lastName(names), bare(typmods), bare(arrayBounds)]
  const added = (isNode(arg) && 'A_Const' in arg) || JSON.stringify(to) === '["text",null,[]]'
  return added ? bare(arg) : { cast: bare(arg), to }
}

const lastName = (list: unknown): string => namesIn(list).at(-1) ?? '*'
