/** The facts that decide whether and how a requested index can be built, without a judgement. */
import { type Index, indexesOf, keepsOut } from '#cluster/facts/index/indexes'
import { hasLongValues, unlimitedColumns } from '#cluster/facts/index/long-values'
import { lookAtPartitions, type Partitions } from '#cluster/facts/index/partitions'
import { lookAtServed, type Served } from '#cluster/facts/index/served'
import { othersWorkOn } from '#cluster/facts/index/work'
import { waitsFor } from '#cluster/facts/lock/waits-for'
import { lookAtLimits, type SortLimits } from '#cluster/facts/node/limits'
import { missingCreate, type OwnerReach, ownerReach } from '#cluster/facts/role/privileges'
import {
  findNoTable,
  findTables,
  type NoTable,
  type Table,
  tableNames,
} from '#cluster/facts/table/tables'
import {
  type IndexParts,
  type IndexText,
  partsOfDefinition,
  type ReadIndex,
  readIndex,
} from '#cluster/sql/index-definition'
import { indexName, indexNameBy } from '#cluster/sql/index-name'
import { shapeOf } from '#cluster/sql/parse'
import type { View } from '#model/view'

export interface RequestedIndex extends IndexText {
  readonly table: string
  readonly name: string | null
}

export type IndexFacts =
  | {
      readonly found: 'nothing'
      readonly known: readonly string[]
      /** A view or a foreign table of that name. */
      readonly instead: NoTable | null
    }
  | { readonly found: 'several'; readonly tables: readonly Table[] }
  | {
      readonly found: 'nonsense'
      readonly read: Extract<ReadIndex, { ok: false }>
      readonly table: Table
    }
  | ({ readonly found: 'one' } & TableFacts)

export interface Opclass {
  readonly name: string
  /** The types of columns that the class accepts. */
  readonly fits: readonly string[]
}

export interface TableFacts extends OwnerReach, Served {
  readonly table: Table
  readonly parts: IndexParts
  readonly node: string
  readonly database: string
  readonly actor: string | null
  readonly opclasses: readonly Opclass[]
  /** The chosen name, then the same name as PostgreSQL quotes it. */
  readonly name: string
  readonly quotedName: string
  readonly nameTaken: boolean
  /** Indexes that the table has. */
  readonly indexes: readonly Index[]
  /** An index that is the same already, as far as the text tells; a trial knows better. */
  readonly same: Index | null
  /** GRANT that would let the owner create in the schema; null when the owner may. */
  readonly createGrant: string | null
  /** The session, other than Howdah's, that works on an index of this table right now. */
  readonly work: string | null
  readonly limits: SortLimits
  /** Columns of the index whose values may not fit into a B-tree, when the table has long values at all. */
  readonly longColumns: readonly string[]
  /** Transactions that a build waits for. */
  readonly waitsFor: readonly string[]
  /** Null for a table that is not partitioned. */
  readonly partitions: Partitions | null
}

export const lookAtRequested = async (view: View, wish: RequestedIndex): Promise<IndexFacts> => {
  const { primary } = view
  const [table, ...more] = await findTables(primary, wish.table)
  if (!table)
    return {
      found: 'nothing',
      known: await tableNames(primary),
      instead: await findNoTable(primary, wish.table),
    }
  if (more.length > 0) return { found: 'several', tables: [table, ...more] }
  const read = readIndex(wish)
  if (!read.ok) return { found: 'nonsense', read, table }
  return { found: 'one', ...(await tableFacts(view, wish, table, read.parts)) }
}

const tableFacts = async (
  view: View,
  wish: RequestedIndex,
  table: Table,
  parts: IndexParts,
): Promise<TableFacts> => {
  const { primary, cluster } = view
  const [indexes, taken, served, opclasses, reach, createGrant, limits, waits] = await Promise.all([
    indexesOf(primary, table.oid),
    namesIn(view, table.schema),
    lookAtServed(view, table, parts),
    opclassesOf(view, wish.method, table, parts),
    ownerReach(primary, cluster.logins.ddl, table.owner, cluster.version),
    missingCreate(primary, table.owner, table.schema),
    lookAtLimits(primary, cluster.logins.ddl),
    waitsFor(primary, table.oid, 'build'),
  ])
  const wished =
    wish.name ??
    (cluster.indexNaming === null
      ? indexName(table.name, parts, taken)
      : indexNameBy(cluster.indexNaming, table.name, parts))
  const node = view.nodes.find(({ role }) => role === 'primary')
  const names = async (schema: string) =>
    schema === table.schema ? new Set([...taken, wished]) : namesIn(view, schema)
  const partitions =
    table.kind === 'partitioned table'
      ? await lookAtPartitions(
          view,
          table,
          parts,
          one => one.unique === wish.unique && isSame(one, wish, parts),
          names,
        )
      : null
  const oids = [table.oid, ...(partitions?.all ?? []).map(({ oid }) => oid)]
  const [quotedName, work, long] = await Promise.all([
    quoted(view, wished),
    othersWorkOn(view, oids),
    hasLongValues(primary, oids),
  ])
  return {
    table: partitions === null ? table : withPartitions(table, partitions),
    parts,
    node: node?.name ?? '',
    database: view.database,
    actor: cluster.logins.ddl,
    opclasses,
    name: wished,
    quotedName,
    nameTaken: taken.has(wished),
    indexes,
    same: indexes.find(one => isSame(one, wish, parts)) ?? null,
    ...reach,
    createGrant,
    work,
    longColumns: long ? unlimitedColumns(table, parts) : [],
    limits,
    waitsFor: waits,
    partitions,
    ...served,
  }
}

/** A partitioned table has the bytes and rows of its partitions. */
const withPartitions = (table: Table, { all }: Partitions): Table => ({
  ...table,
  bytes: all.reduce((sum, one) => sum + one.bytes, 0),
  rows: all.reduce((sum, one) => sum + one.rows, 0),
})

const namesIn = async ({ primary }: View, schema: string): Promise<ReadonlySet<string>> => {
  const rows = await primary.read<{ name: string }>(
    'select c.relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace where n.nspname = $1',
    [schema],
  )
  return new Set(rows.map(({ name }) => name))
}

const opclassesOf = (
  { primary }: View,
  method: string,
  { columns }: Table,
  { elements }: IndexParts,
): Promise<readonly Opclass[]> => {
  const types = columns.filter(({ name }) => elements.some(({ column }) => column === name))
  return primary.read<Opclass>(
    // CREATE INDEX takes an implicit cast alone: xml is text in bytes, and no class of text takes it.
    `select o.opcname as name, coalesce(array_agg(distinct format_type(t.oid, null)) filter (where t.oid is not null), '{}') as fits
     from pg_opclass o join pg_am m on m.oid = o.opcmethod
       left join pg_type t on t.oid = any($2::oid[]) and (o.opcintype in (t.oid, t.typbasetype)
         or o.opcintype = case t.typcategory when 'A' then 'anyarray'::regtype when 'E' then 'anyenum'::regtype
           when 'R' then case t.typtype when 'm' then 'anymultirange'::regtype else 'anyrange'::regtype end end
         or exists (select from pg_cast where castsource = t.oid and casttarget = o.opcintype and castmethod = 'b' and castcontext = 'i'))
     where m.amname = $1 group by o.opcname order by o.opcname`,
    [method, types.map(({ typeOid }) => typeOid)],
  )
}

const quoted = async ({ primary }: View, name: string): Promise<string> =>
  (await primary.read<{ quoted: string }>('select quote_ident($1) as quoted', [name]))[0]?.quoted ??
  ''

/** True for the same keys, order, predicate and payload. */
const isSame = (index: Index, wish: RequestedIndex, parts: IndexParts): boolean => {
  const keys = partsOfDefinition(index.definition)
  return (
    index.method === wish.method &&
    keepsOut(index, { unique: wish.unique, nullsNotDistinct: false }) &&
    keys !== undefined &&
    shapeOfParts(keys) === shapeOfParts(parts)
  )
}

const shapeOfParts = ({ elements, include, where }: IndexParts): string =>
  JSON.stringify([
    elements.map(one => [
      one.column ?? shapeOf(one.expression),
      one.opclass,
      one.parameters,
      one.collation,
      one.order,
    ]),
    include,
    shapeOf(where),
  ])
