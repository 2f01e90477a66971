/** Everything that decides whether and how a wished-for index can be built: one look, no opinion. */
import { type Index, indexesOf } from '#cluster/indexes'
import {
  type IndexParts,
  type IndexText,
  partsOfDefinition,
  type ReadIndex,
  readIndex,
} from '#cluster/parse/index-definition'
import { indexName, indexNameBy } from '#cluster/parse/index-name'
import { couldServe, tagOf } from '#cluster/parse/serving'
import { shapeOf } from '#cluster/parse/sql'
import { mayCreateIn, maySetRole } from '#cluster/privileges'
import { longTransactions, preparedTransactions, type Session } from '#cluster/sessions'
import { type Statement, statementsAbout } from '#cluster/statements'
import { findTables, type Table, tableNames } from '#cluster/tables'
import type { View } from '#cluster/view'
import { Failure } from '#src/errors'

export interface IndexWish extends IndexText {
  readonly table: string
  readonly name: string | null
}

export type IndexFacts =
  | { readonly found: 'nothing'; readonly known: readonly string[] }
  | { readonly found: 'several'; readonly tables: readonly Table[] }
  | { readonly found: 'nonsense'; readonly read: Extract<ReadIndex, { ok: false }> }
  | ({ readonly found: 'one' } & TableFacts)

export interface TableFacts {
  readonly table: Table
  readonly parts: IndexParts
  readonly node: string
  readonly database: string
  readonly actor: string | null
  /** What PostgreSQL does not understand, in its words; null when it understands all. */
  readonly misunderstood: string | null
  /** Functions of which no variant is immutable. */
  readonly unstable: readonly string[]
  readonly opclasses: readonly string[]
  /** Operator classes asked for that the method does not have. */
  readonly unknownOpclasses: readonly string[]
  /** The chosen name, and quoted as PostgreSQL quotes it. */
  readonly name: string
  readonly quotedName: string
  readonly nameTaken: boolean
  /** An index that is the same already. */
  readonly same: Index | null
  /** This very index by its name, for the look after the run. */
  readonly built: Index | null
  readonly maySetRole: boolean
  readonly mayCreate: boolean
  readonly freeBytes: number | null
  readonly longTransactions: readonly Session[]
  readonly preparedTransactions: readonly string[]
  /** The application's statements it could serve, heaviest first, with a name for them. */
  readonly serves: readonly Statement[]
  readonly tag: string | null
}

/** Seconds after which a transaction is worth naming: a build waits for it. */
const long = 5

export const lookAtIndex = async (view: View, wish: IndexWish): Promise<IndexFacts> => {
  const { primary } = view
  const [table, ...more] = await findTables(primary, wish.table)
  if (!table) return { found: 'nothing', known: await tableNames(primary) }
  if (more.length > 0) return { found: 'several', tables: [table, ...more] }
  const read = readIndex(wish)
  if (!read.ok) return { found: 'nonsense', read }
  return { found: 'one', ...(await tableFacts(view, wish, table, read.parts)) }
}

const tableFacts = async (
  view: View,
  wish: IndexWish,
  table: Table,
  parts: IndexParts,
): Promise<TableFacts> => {
  const { primary, cluster } = view
  const [indexes, taken, about, opclasses] = await Promise.all([
    indexesOf(primary, table.oid),
    namesIn(view, table.schema),
    statementsAbout(primary, table.name),
    opclassesOf(view, wish.method),
  ])
  const own = indexes.find(one => one.name === wish.name)
  const wished =
    wish.name ??
    (cluster.indexNaming === null
      ? indexName(table.name, parts, taken)
      : indexNameBy(cluster.indexNaming, table.name, parts))
  const node = view.nodes.find(({ role }) => role === 'primary')
  const serves = about.filter(one => one.calls > 0 && couldServe(one.text, table.name, parts))
  return {
    table,
    parts,
    node: node?.name ?? '',
    database: view.database,
    actor: cluster.actor,
    misunderstood: await misunderstood(view, wish, table, parts),
    unstable: await unstableOf(view, parts.functions),
    opclasses,
    unknownOpclasses: parts.elements.flatMap(({ opclass }) =>
      opclass !== null && !opclasses.includes(opclass) ? [opclass] : [],
    ),
    name: wished,
    quotedName: await quoted(view, wished),
    nameTaken: taken.has(wished),
    same: indexes.find(one => isSame(one, wish, parts)) ?? null,
    built: own ?? indexes.find(one => isSame(one, wish, parts)) ?? null,
    maySetRole:
      cluster.actor !== null &&
      (await maySetRole(primary, cluster.actor, table.owner, cluster.version)),
    mayCreate: await mayCreateIn(primary, table.owner, table.schema),
    freeBytes: (await node?.freeDisk()) ?? null,
    longTransactions: await longTransactions(primary, table.oid, long),
    preparedTransactions: await preparedTransactions(primary),
    serves,
    tag: serves.map(one => tagOf(one.text)).find(tag => tag !== null) ?? null,
  }
}

const namesIn = async ({ primary }: View, schema: string): Promise<ReadonlySet<string>> => {
  const rows = await primary.read<{ name: string }>(
    'select c.relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace where n.nspname = $1',
    [schema],
  )
  return new Set(rows.map(({ name }) => name))
}

const opclassesOf = async ({ primary }: View, method: string): Promise<readonly string[]> => {
  const rows = await primary.read<{ name: string }>(
    'select distinct o.opcname as name from pg_opclass o join pg_am m on m.oid = o.opcmethod where m.amname = $1',
    [method],
  )
  return rows.map(({ name }) => name)
}

/** Names and types, checked by parse analysis alone: nothing is planned, run or read. */
const misunderstood = async (
  { primary }: View,
  wish: IndexWish,
  table: Table,
  { elements }: IndexParts,
): Promise<string | null> => {
  // What only an index knows (operator class, order) is no part of a SELECT: PostgreSQL checks it first thing.
  const plain = elements.every(one => one.opclass === null && one.order === '' && !one.collated)
  const tests = [
    ...(plain ? [`select ${wish.columns} from ${table.quoted}`] : []),
    ...(wish.where === null ? [] : [`select from ${table.quoted} where ${wish.where}`]),
  ]
  for (const test of tests) {
    try {
      await primary.check(test)
    } catch (error) {
      if (error instanceof Failure && !error.unknown) return error.message
      throw error
    }
  }
  return null
}

const unstableOf = async (
  { primary }: View,
  functions: readonly string[],
): Promise<readonly string[]> => {
  if (functions.length === 0) return []
  const rows = await primary.read<{ name: string }>(
    `select proname as name from pg_proc where proname = any($1) group by proname
     having not bool_or(provolatile = 'i') order by proname`,
    [[...functions]],
  )
  return rows.map(({ name }) => name)
}

const quoted = async ({ primary }: View, name: string): Promise<string> =>
  (await primary.read<{ quoted: string }>('select quote_ident($1) as quoted', [name]))[0]?.quoted ??
  ''

/** The same keys, order, predicate and payload; one that is unique serves as one that is not. */
const isSame = (index: Index, wish: IndexWish, parts: IndexParts): boolean => {
  const keys = partsOfDefinition(index.definition)
  return (
    index.method === wish.method &&
    (index.unique || !wish.unique) &&
    keys !== undefined &&
    shapeOfParts(keys) === shapeOfParts(parts)
  )
}

const shapeOfParts = ({ elements, include, where }: IndexParts): string =>
  JSON.stringify([
    elements.map(one => [one.column ?? shapeOf(one.expression), one.opclass, one.order]),
    include,
    shapeOf(where),
  ])
