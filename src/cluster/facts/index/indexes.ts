/** Indexes of a table or a database, and the use of each index on every node. */
import { beingDone, indexWork } from '#cluster/facts/index/work-sql'
import { countersBegan } from '#cluster/facts/node/counters'
import { ours } from '#cluster/facts/table/tables'
import type { Reader, View } from '#model/view'

export interface Index {
  readonly oid: string
  readonly schema: string
  readonly name: string
  /** Quoted: `public.users_email_idx`. */
  readonly quoted: string
  readonly table: string
  /** Quoted: `public.users`. */
  readonly quotedTable: string
  readonly tableOid: string
  readonly owner: string
  readonly method: string
  /** As `pg_get_indexdef` prints it. */
  readonly definition: string
  /** Equal for indexes of a table that serve the same: all but names, UNIQUE, tablespace and storage. */
  readonly signature: string
  /** The exact statement that builds the index again, tablespace included, while reads and writes go on. */
  readonly createStatement: string
  /** Statements for properties outside the definition: comment, CLUSTER mark, statistics targets. */
  readonly extraStatements: readonly string[]
  readonly bytes: number
  readonly valid: boolean
  /** Work in progress on an invalid index: `built by pid 4711`; null for a leftover. */
  readonly inProgress: string | null
  readonly unique: boolean
  readonly nullsNotDistinct: boolean
  /** True when duplicates may stand until the end of a transaction. */
  readonly deferrable: boolean
  readonly primary: boolean
  /** True for the table's replica identity, needed by logical replication. */
  readonly replicaIdentity: boolean
  /** Name of the constraint that the index backs; null without a constraint. */
  readonly constraint: string | null
  /** Names of foreign keys of other tables that rely on the index. */
  readonly foreignKeys: readonly string[]
  /** True for a part of a partitioned table's index. */
  readonly partition: boolean
  /** True for a partitioned table's index: only the parts lie on disk. */
  readonly partitioned: boolean
  /** Quoted names of partitions without a valid part in an invalid index of a partitioned table. */
  readonly lackedBy: readonly string[]
  /** True for an exclusion constraint's index; PostgreSQL cannot rebuild such an index concurrently. */
  readonly exclusion: boolean
  readonly clustered: boolean
  /** True when changes are written to WAL; false for an unlogged index. */
  readonly logged: boolean
  /** Null for the database's default tablespace. */
  readonly tablespace: string | null
}

export interface IndexUse {
  readonly node: string
  readonly scans: number
  readonly lastScan: string | null
  /** Start of the counter; null when not known. */
  readonly since: string | null
}

// TABLESPACE stands before WHERE, and pg_get_indexdef omits TABLESPACE (manual, CREATE INDEX).
const createStatement = `regexp_replace(case when c.reltablespace = 0 then pg_get_indexdef(i.indexrelid) else
    left(pg_get_indexdef(i.indexrelid), length(pg_get_indexdef(i.indexrelid)) - coalesce(length(' WHERE ' || pg_get_expr(i.indpred, i.indrelid)), 0))
    || format(' TABLESPACE %I', (select spcname from pg_tablespace where oid = c.reltablespace))
    || coalesce(' WHERE ' || pg_get_expr(i.indpred, i.indrelid), '') end,
  '^CREATE (UNIQUE )?INDEX ', 'CREATE \\1INDEX CONCURRENTLY ')`

const extraStatements = `array_remove(array[
    (select format('COMMENT ON INDEX %I.%I IS %L', n.nspname, c.relname, obj_description(i.indexrelid, 'pg_class'))
       where obj_description(i.indexrelid, 'pg_class') is not null),
    case when i.indisclustered then format('ALTER TABLE %I.%I CLUSTER ON %I', tn.nspname, t.relname, c.relname) end
  ] || array(select format('ALTER INDEX %I.%I ALTER COLUMN %s SET STATISTICS %s', n.nspname, c.relname, a.attnum, a.attstattarget)
    from pg_attribute a where a.attrelid = i.indexrelid and a.attstattarget >= 0 order by a.attnum), null)`

const size = `case c.relkind when 'I' then (select coalesce(sum(pg_relation_size(relid)), 0) from pg_partition_tree(c.oid))
    else pg_relation_size(c.oid) end::float8`

/**
 * Text that identifies `i`, a row of pg_index: access method, keys and payload, operator classes and
 * parameters, collations, orders and predicate. Columns go by name, not number: a trial's table lacks dropped
 * columns.
 */
export const signatureOfIndex = `jsonb_build_array((select relam from pg_class where oid = i.indexrelid), i.indnkeyatts, i.indclass::text,
    i.indcollation::text, i.indoption::text, pg_get_expr(i.indpred, i.indrelid),
    (select jsonb_agg(jsonb_build_array(pg_get_indexdef(i.indexrelid, a.attnum, false), a.attoptions) order by a.attnum)
       from pg_attribute a where a.attrelid = i.indexrelid),
    (select reloptions from pg_class where oid = i.indexrelid and relam = (select oid from pg_am where amname = 'brin')))::text`

const lackedBy = `case when c.relkind = 'I' and not i.indisvalid then array(
    select format('%I.%I', ln.nspname, lc.relname) from pg_inherits l join pg_class lc on lc.oid = l.inhrelid
      join pg_namespace ln on ln.oid = lc.relnamespace
    where l.inhparent = i.indrelid and not l.inhdetachpending and not exists (
      select from pg_inherits h join pg_index hi on hi.indexrelid = h.inhrelid
      where h.inhparent = i.indexrelid and hi.indrelid = l.inhrelid and hi.indisvalid)
    order by ln.nspname, lc.relname) else array[]::text[] end`

// pg_constraint has no index on conindid: by the table, and by what depends on the index, it is not read whole for each.
const columns = `i.indexrelid::text as oid, n.nspname as schema, c.relname as name,
  format('%I.%I', n.nspname, c.relname) as quoted, t.relname as table,
  format('%I.%I', tn.nspname, t.relname) as "quotedTable", t.oid::text as "tableOid",
  pg_get_userbyid(c.relowner) as owner, am.amname as method, pg_get_indexdef(i.indexrelid) as definition, ${createStatement} as "createStatement",
  ${signatureOfIndex} as signature,
  ${extraStatements} as "extraStatements",
  ${size} as bytes, i.indisvalid as valid, case when not i.indisvalid then ${beingDone} end as "inProgress", i.indisunique as unique,
  i.indnullsnotdistinct as "nullsNotDistinct", not i.indimmediate as deferrable, i.indisprimary as primary, i.indisreplident as "replicaIdentity", i.indisclustered as clustered, c.relpersistence = 'p' as logged,
  (select conname from pg_constraint where conrelid = i.indrelid and conindid = i.indexrelid and contype in ('p', 'u', 'x') limit 1) as constraint,
  array(select format('%I on %s', r.conname, r.conrelid::regclass) from pg_depend d join pg_constraint r on r.oid = d.objid
        where d.refclassid = 'pg_class'::regclass and d.refobjid = i.indexrelid and d.classid = 'pg_constraint'::regclass
          and r.conindid = i.indexrelid and r.contype = 'f' order by r.oid) as "foreignKeys",
  c.relispartition as partition, c.relkind = 'I' as partitioned, ${lackedBy} as "lackedBy", i.indisexclusion as exclusion, (select spcname from pg_tablespace where oid = c.reltablespace) as tablespace`

const from = `from pg_index i join pg_class c on c.oid = i.indexrelid join pg_namespace n on n.oid = c.relnamespace
  join pg_class t on t.oid = i.indrelid join pg_namespace tn on tn.oid = t.relnamespace
  join pg_am am on am.oid = c.relam`

const anyOfOurs = `c.relkind in ('i', 'I') and ${ours}`

const select = `with work as materialized (${indexWork}) select ${columns} ${from} where ${anyOfOurs}`

/** True when `index` keeps out all that `wanted` keeps out: unique may replace non-unique, never the reverse. */
export const keepsOut = (
  index: Pick<Index, 'unique' | 'nullsNotDistinct' | 'deferrable'>,
  wanted: Pick<Index, 'unique' | 'nullsNotDistinct'>,
): boolean =>
  !wanted.unique ||
  (index.unique && !index.deferrable && index.nullsNotDistinct === wanted.nullsNotDistinct)

export const indexesOf = (reader: Reader, tableOid: string): Promise<readonly Index[]> =>
  indexesOfAll(reader, [tableOid])

export const indexesOfAll = (
  reader: Reader,
  tableOids: readonly string[],
): Promise<readonly Index[]> =>
  reader.read<Index>(`${select} and t.oid = any($1::oid[]) order by c.relname`, [tableOids])

/** At most so many indexes of a database are listed, invalid ones first, then the largest. */
export const mostIndexes = 5_000

// Reading sizes and definitions waits for any session that holds, or waits for, such a lock on the index or the
// table: a single TRUNCATE would fail the list of a whole database. A partitioned index is read with all parts.
const isLocked = `array[i.indexrelid, i.indrelid] && array(
    with recursive locked as (
      select relation as oid from pg_locks
      where locktype = 'relation' and mode = 'AccessExclusiveLock' and relation is not null
        and database = (select oid from pg_database where datname = current_database())
      union select inhparent from pg_inherits join locked on inhrelid = locked.oid)
    select oid from locked)`

/** Lists the database's indexes, except on tables that `lockedTables` names. */
export const allIndexes = (reader: Reader): Promise<readonly Index[]> =>
  reader.read<Index>(
    `with work as materialized (${indexWork}), largest as materialized (
       select oid, row_number() over () as place from (
         select i.indexrelid as oid, ${size} as bytes ${from} where ${anyOfOurs} and not ${isLocked}
         order by i.indisvalid, bytes desc limit $1) sized)
     select ${columns} ${from} join largest on largest.oid = i.indexrelid order by largest.place`,
    [mostIndexes],
  )

/** Counts the database's indexes, listed or not. */
export const countIndexes = async (reader: Reader): Promise<number> => {
  const [row] = await reader.read<{ total: number }>(
    `select count(*)::int as total ${from} where ${anyOfOurs}`,
  )
  return row?.total ?? 0
}

/** Reads the quoted names of tables with indexes that cannot be read now. */
export const lockedTables = async (reader: Reader): Promise<readonly string[]> => {
  const rows = await reader.read<{ quoted: string }>(
    `select distinct format('%I.%I', n.nspname, t.relname) as quoted
     from pg_index i join pg_class t on t.oid = i.indrelid join pg_namespace n on n.oid = t.relnamespace
     where ${isLocked} and ${ours} order by quoted`,
  )
  return rows.map(({ quoted }) => quoted)
}

/** Finds indexes as `findTables` finds tables: by whole names, exact matches first. */
export const findIndexes = async (reader: Reader, typed: string): Promise<readonly Index[]> => {
  const names = `c.relname, n.nspname || '.' || c.relname, quote_ident(c.relname), format('%I.%I', n.nspname, c.relname)`
  const exact = await reader.read<Index>(`${select} and $1::text in (${names})`, [typed])
  if (exact.length > 0) return exact
  return reader.read<Index>(
    `${select} and lower($1::text) in (c.relname, n.nspname || '.' || c.relname)`,
    [typed],
  )
}

/** Reads the scans of an index, or of all indexes when `oid` is null, on every node that answers. */
export const indexUse = async (
  view: View,
  oids: readonly string[],
): Promise<ReadonlyMap<string, readonly IndexUse[]>> => {
  const use = new Map<string, IndexUse[]>()
  // PostgreSQL 15 does not record when an index was last scanned.
  const last = view.cluster.version >= 16 ? 's.last_idx_scan' : 'null::timestamptz'
  const read = await Promise.all(
    view.nodes.map(async ({ name: node, reader }) => ({
      node,
      rows: await reader.read<UseRow>(
        // pg_partition_tree would wait for locks on the parts.
        `with recursive u as (select oid, oid as part from pg_class
             where relkind in ('i', 'I') and oid = any($1::oid[])
             union all select u.oid, inhrelid from u join pg_inherits on inhparent = u.part)
       select u.oid::text as oid, sum(s.idx_scan)::float8 as scans, max(${last}) as "lastScan", ${countersBegan} as since
       from u join pg_stat_user_indexes s on s.indexrelid = u.part group by u.oid`,
        [oids],
      ),
    })),
  )
  for (const { node, rows } of read)
    for (const row of rows) {
      const entry = {
        node,
        scans: row.scans,
        lastScan: row.lastScan?.toISOString() ?? null,
        since: row.since?.toISOString() ?? null,
      }
      use.set(row.oid, [...(use.get(row.oid) ?? []), entry])
    }
  return use
}

interface UseRow {
  readonly oid: string
  readonly scans: number
  readonly lastScan: Date | null
  readonly since: Date | null
}
