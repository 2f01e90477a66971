/** The partitions of a table at every level, with the rights, names and equal indexes that a build needs. */
import { type Index, indexesOfAll, keepsOut } from '#cluster/facts/index/indexes'
import { missingCreate, type OwnerReach, ownerReach } from '#cluster/facts/role/privileges'
import type { Table } from '#cluster/facts/table/tables'
import type { IndexParts } from '#cluster/sql/index-definition'
import { indexName, indexNameBy, numbered } from '#cluster/sql/index-name'
import type { View } from '#model/view'

export interface Partition {
  readonly oid: string
  /** The table that this is a partition of: the whole, or a partitioned partition. */
  readonly parentOid: string
  readonly schema: string
  readonly name: string
  readonly quoted: string
  readonly quotedSchema: string
  readonly owner: string
  readonly kind: 'table' | 'partitioned table' | 'foreign table'
  readonly bytes: number
  readonly rows: number
  /** The name that the index of this partition would get, then the same name as PostgreSQL quotes it. */
  readonly indexName: string
  readonly quotedIndex: string
  /** Indexes of this partition. */
  readonly indexes: readonly PartIndex[]
  /** An index that can be attached in place of a new index; a trial knows better than the text. */
  readonly same: Index | null
  /** True where `same` is a part already of an index of the whole that is invalid. */
  readonly attached: boolean
}

interface PartIndex extends Index {
  /** The index that this is attached to; null for none. */
  readonly parentOid: string | null
}

export interface PartitionKey {
  readonly table: string
  readonly columns: readonly string[]
  /** True when an expression is part of the key. */
  readonly hasExpression: boolean
}

export interface Partitions {
  /** Owner of the whole table. */
  readonly owner: string
  /** From the top down: a partitioned partition comes before its own partitions. */
  readonly all: readonly Partition[]
  /** The keys of the table and of every partitioned partition. */
  readonly keys: readonly PartitionKey[]
  /** Other owners than the table's own, each with a partition. */
  readonly owners: readonly (OwnerReach & { readonly owner: string; readonly quoted: string })[]
  /** Owners that may not create in the schema of a partition. */
  readonly missing: readonly {
    readonly owner: string
    readonly schema: string
    readonly grant: string
  }[]
}

type Row = Omit<Partition, 'indexName' | 'quotedIndex' | 'indexes' | 'same' | 'attached'>

/** `taken` are the names that the schema of `table` has, with the name of the whole index. */
export const lookAtPartitions = async (
  view: View,
  table: Pick<Table, 'oid' | 'owner' | 'schema'>,
  parts: IndexParts,
  sameAs: (index: Index) => boolean,
  taken: (schema: string) => Promise<ReadonlySet<string>>,
): Promise<Partitions> => {
  const { primary, cluster } = view
  const rows = await primary.read<Row>(partitionsOf, [table.oid])
  const oids = rows.map(({ oid }) => oid)
  const [keys, indexes, parents, names] = await Promise.all([
    primary.read<PartitionKey>(keysOf, [[table.oid, ...oids]]),
    indexesOfAll(primary, oids),
    primary.read<{ oid: string; parent: string }>(parentsOf, [oids]),
    namesFor(rows, parts, cluster.indexNaming, taken),
  ])
  const quoted = await primary.read<{ quoted: string }>(
    'select quote_ident(name) as quoted from unnest($1::text[]) with ordinality n(name, at) order by at',
    [names],
  )
  const parentOf = new Map(parents.map(({ oid, parent }) => [oid, parent]))
  const byTable = Map.groupBy(
    indexes.map(one => ({ ...one, parentOid: parentOf.get(one.oid) ?? null })),
    ({ tableOid }) => tableOid,
  )
  const all = rows.map((row, at) => {
    const own = byTable.get(row.oid) ?? []
    const [indexName = '', quotedIndex = ''] = [names[at], quoted[at]?.quoted]
    return {
      ...row,
      indexName,
      quotedIndex,
      indexes: own,
      same: attachable(own, table.owner, sameAs),
      attached: false,
    }
  })
  const owners = new Map(rows.map(row => [row.owner, row]))
  const places = new Map(rows.map(row => [JSON.stringify([row.owner, row.schema]), row]))
  return {
    owner: table.owner,
    all,
    keys,
    owners: await Promise.all(
      [...owners.values()]
        .filter(({ owner }) => owner !== table.owner)
        .map(async ({ owner, quoted: one }) => ({
          owner,
          quoted: one,
          ...(await ownerReach(primary, cluster.logins.ddl, owner, cluster.version)),
        })),
    ),
    missing: (
      await Promise.all(
        [...places.values()].map(async ({ owner, schema }) => {
          const grant = await missingCreate(primary, owner, schema)
          return grant === null ? [] : [{ owner, schema, grant }]
        }),
      )
    ).flat(),
  }
}

/** The same partitions, judged by the signature of a trial's index. */
export const judgedBy = (
  partitions: Partitions,
  made: Pick<Index, 'signature' | 'unique' | 'nullsNotDistinct'>,
): Partitions => ({
  ...partitions,
  all: partitions.all.map(one => ({
    ...one,
    same: attachable(
      one.indexes,
      partitions.owner,
      index =>
        index.signature === made.signature && index.unique === made.unique && keepsOut(index, made),
    ),
  })),
})

/** The same partitions, with what they have already of `whole` where that is an invalid index of the whole table. */
export const partsOf = (
  whole: Index | null,
  tableOid: string,
  partitions: Partitions,
): Partitions => {
  if (!whole?.partitioned || whole.valid) return partitions
  const wholes = new Map([[tableOid, whole.oid]])
  return {
    ...partitions,
    all: partitions.all.map(one => {
      const parent = wholes.get(one.parentOid)
      const part = one.indexes.find(({ parentOid }) => parentOid !== null && parentOid === parent)
      const level =
        one.kind === 'partitioned table' && one.indexes.find(own => isLevelOf(own, whole))
      const same = part ?? (level || one.same)
      if (same?.partitioned) wholes.set(one.oid, same.oid)
      return { ...one, same, attached: part !== undefined }
    }),
  }
}

const isLevelOf = (one: Index, whole: Index): boolean =>
  one.partitioned &&
  !one.partition &&
  one.constraint === null &&
  one.signature === whole.signature &&
  one.unique === whole.unique &&
  one.nullsNotDistinct === whole.nullsNotDistinct

/**
 * PostgreSQL attaches no index that belongs to another index already, and does not drop the whole while a
 * constraint rests on a part. The owner of the whole has to be able to build the part again.
 */
const attachable = (
  indexes: readonly Index[],
  owner: string,
  isSame: (index: Index) => boolean,
): Index | null =>
  indexes.find(
    one =>
      one.valid &&
      one.owner === owner &&
      !one.partition &&
      !one.partitioned &&
      !one.exclusion &&
      !one.replicaIdentity &&
      one.constraint === null &&
      isSame(one),
  ) ?? null

/** Names as PostgreSQL would choose them, each taken once. */
const namesFor = async (
  rows: readonly Row[],
  parts: IndexParts,
  pattern: string | null,
  taken: (schema: string) => Promise<ReadonlySet<string>>,
): Promise<readonly string[]> => {
  const bySchema = new Map<string, Set<string>>()
  const names: string[] = []
  for (const { schema, name: table } of rows) {
    const used = bySchema.get(schema) ?? new Set(await taken(schema))
    bySchema.set(schema, used)
    const name =
      pattern === null
        ? indexName(table, parts, used)
        : numbered(indexNameBy(pattern, table, parts), used)
    used.add(name)
    names.push(name)
  }
  return names
}

// A partition that is being detached takes no index of the whole any more. Rows of a partition without
// statistics are those that fit in its pages, as the planner counts them.
const partitionsOf = `with recursive tree as (
    select inhrelid as oid, inhparent as parent, 1 as level from pg_inherits
      where inhparent = $1::oid and not inhdetachpending
    union all select i.inhrelid, i.inhparent, level + 1 from tree join pg_inherits i on i.inhparent = tree.oid
      where not i.inhdetachpending)
select c.oid::text as oid, parent::text as "parentOid", n.nspname as schema, c.relname as name,
  format('%I.%I', n.nspname, c.relname) as quoted, quote_ident(n.nspname) as "quotedSchema", pg_get_userbyid(c.relowner) as owner,
  case c.relkind when 'p' then 'partitioned table' when 'f' then 'foreign table' else 'table' end as kind,
  case when c.relkind = 'r' then pg_table_size(c.oid) else 0 end::float8 as bytes,
  case when c.relkind <> 'r' then 0 when c.reltuples >= 0 and c.relpages > 0 then c.reltuples / c.relpages
    * (pg_relation_size(c.oid) / current_setting('block_size')::int)
    else pg_relation_size(c.oid) / (28.0 + (select coalesce(sum(case when attlen > 0 then attlen else 32 end), 0)
      from pg_attribute where attrelid = c.oid and attnum > 0 and not attisdropped)) end::float8 as rows
from tree join pg_class c on c.oid = tree.oid join pg_namespace n on n.oid = c.relnamespace
order by level, n.nspname, c.relname`

const parentsOf = `select h.inhrelid::text as oid, h.inhparent::text as parent
from pg_index i join pg_inherits h on h.inhrelid = i.indexrelid where i.indrelid = any($1::oid[])`

const keysOf = `select format('%I.%I', n.nspname, c.relname) as table, 0 = any(p.partattrs) as "hasExpression",
  array(select a.attname::text from unnest(p.partattrs) with ordinality k(attnum, at)
    join pg_attribute a on a.attrelid = c.oid and a.attnum = k.attnum where k.attnum <> 0 order by k.at) as columns
from pg_partitioned_table p join pg_class c on c.oid = p.partrelid join pg_namespace n on n.oid = c.relnamespace
where c.oid = any($1::oid[]) order by c.oid`
