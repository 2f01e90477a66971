/** Finds the table that a person means. Names are matched whole against the catalogue, never split on dots. */
import type { Reader } from '#model/view'

/** SQL condition on `n` that leaves out the system's schemas. */
export const ours = `n.nspname not in ('pg_catalog', 'information_schema') and n.nspname !~ '^pg_(toast|temp)'`

const isNamed = `$1::text in (c.relname, n.nspname || '.' || c.relname, quote_ident(c.relname), format('%I.%I', n.nspname, c.relname))`

/**
 * The names that a table meant by `$1` can have, so that an index finds it among a hundred thousand: every rest behind a
 * dot, in quotes or not, in the case as typed or in lower case.
 */
const canBeMeant = `c.relname = any (array(
  select name::name from (values ($1::text), (lower($1::text))) typed (said)
    cross join generate_series(1, length(said)) place
    cross join lateral (values (substr(said, place))) rest (part)
    cross join lateral (values (part),
      (case when part ~ '^".*"$' then replace(substr(part, 2, length(part) - 2), '""', '"') end)) one (name)
  where place = 1 or substr(said, place - 1, 1) = '.'))`

export interface Table {
  readonly oid: string
  readonly schema: string
  readonly name: string
  /** Schema and name, quoted where PostgreSQL needs quotes: `public.users`. */
  readonly quoted: string
  readonly quotedSchema: string
  readonly kind: 'table' | 'partitioned table' | 'materialized view'
  readonly persistence: 'permanent' | 'unlogged' | 'temporary'
  readonly owner: string
  /** Bytes of the table without its indexes. */
  readonly bytes: number
  /** Rows as the planner counts: rows per page of the last ANALYZE times the present pages; null when not known. */
  readonly rows: number | null
  readonly columns: readonly Column[]
}

export interface Column {
  readonly name: string
  /** The name as SQL takes it: `email`, `"customerId"`, `"group"`. */
  readonly quoted: string
  /** Type as `format_type` prints it: `character varying(80)`. */
  readonly type: string
  readonly typeOid: string
}

/**
 * Exact names win, then the lower-case name that unquoted SQL would mean. Returns several tables when the
 * person named no schema and several schemas have such a table.
 */
export const findTables = async (reader: Reader, typed: string): Promise<readonly Table[]> => {
  const rows = await reader.read<Table & { readonly exact: boolean }>(tablesNamed, [typed])
  const exact = rows.filter(row => row.exact)
  return exact.length > 0 ? exact : rows
}

/** What is called like a table and has no rows of its own to index. */
export interface NoTable {
  readonly kind: 'view' | 'foreign table'
  readonly quoted: string
}

/** Finds a view or a foreign table of that name; null for neither. */
export const findNoTable = async (reader: Reader, typed: string): Promise<NoTable | null> => {
  const [row] = await reader.read<NoTable>(
    `select case c.relkind when 'v' then 'view' else 'foreign table' end as kind, format('%I.%I', n.nspname, c.relname) as quoted
     from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where c.relkind in ('v', 'f') and ${ours} and ${canBeMeant}
       and (${isNamed} or lower($1::text) in (c.relname, n.nspname || '.' || c.relname))
     order by ${isNamed} desc, n.nspname limit 1`,
    [typed],
  )
  return row ?? null
}

/** Lists table names to suggest from, without the system's schemas. */
export const tableNames = async (reader: Reader): Promise<readonly string[]> => {
  const rows = await reader.read<{ name: string }>(
    `select c.relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where c.relkind in ('r', 'p', 'm') and ${ours} order by c.relname limit 2000`,
  )
  return rows.map(({ name }) => name)
}

const tablesNamed = `select c.oid::text as oid, n.nspname as schema, c.relname as name,
  format('%I.%I', n.nspname, c.relname) as quoted, quote_ident(n.nspname) as "quotedSchema",
  case c.relkind when 'p' then 'partitioned table' when 'm' then 'materialized view' else 'table' end as kind,
  case c.relpersistence when 'u' then 'unlogged' when 't' then 'temporary' else 'permanent' end as persistence,
  pg_get_userbyid(c.relowner) as owner,
  pg_table_size(c.oid)::float8 as bytes,
  case when c.reltuples >= 0 and c.relpages > 0 then c.reltuples / c.relpages
    * (pg_relation_size(c.oid) / current_setting('block_size')::int) end::float8 as rows,
  (select coalesce(json_agg(json_build_object('name', a.attname, 'quoted', quote_ident(a.attname), 'type', format_type(a.atttypid, a.atttypmod),
     'typeOid', a.atttypid::text) order by a.attnum), '[]')
   from pg_attribute a where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped) as columns,
  ${isNamed} as exact
from pg_class c join pg_namespace n on n.oid = c.relnamespace
where c.relkind in ('r', 'p', 'm') and ${ours} and ${canBeMeant}
  and (${isNamed}
    or lower($1::text) in (c.relname, n.nspname || '.' || c.relname))
order by n.nspname`
