/**
 * Wasted bytes of B-tree indexes: measured by pgstattuple where that extension is installed and may be called, else
 * estimated from the rows and the widths of the keys. Deduplication makes an index smaller than estimated, so an
 * estimate says too little rather than too much.
 */
import { ours } from '#cluster/facts/table/tables'
import type { Reader } from '#model/view'
import { Failure } from '#src/errors'

export interface IndexBloat {
  readonly oid: string
  /** `public.users_email_idx`. */
  readonly quoted: string
  readonly bytes: number
  /** Null where neither way tells. */
  readonly wastedBytes: number | null
  readonly by: 'measured' | 'estimated'
}

/** An index is worth a rebuild from this share and this many bytes on. */
const worthIt = { share: 0.3, bytes: 1_024 ** 2 } as const

/** A measure reads the whole index, within the 10 s of a read. */
const measuredMost = 16

export const isBloated = ({ bytes, wastedBytes }: IndexBloat): boolean =>
  wastedBytes !== null && wastedBytes >= worthIt.bytes && wastedBytes >= worthIt.share * bytes

/** Valid indexes of some size that PostgreSQL rebuilds concurrently, most wasted bytes first. */
export const indexBloat = async (reader: Reader): Promise<readonly IndexBloat[]> => {
  const estimated = await reader.read<IndexBloat>(estimates, [worthIt.bytes])
  const [extension] = await reader.read<{ schema: string }>(callable)
  if (!extension) return estimated
  // The unknown ones first, by size: an estimate alone tells nothing about them.
  const candidates = estimated
    .toSorted((one, other) => (other.wastedBytes ?? other.bytes) - (one.wastedBytes ?? one.bytes))
    .slice(0, measuredMost)
  const measured = new Map<string, IndexBloat>()
  for (const one of candidates) {
    const found = await measure(reader, extension.schema, one)
    if (found) measured.set(one.oid, found)
  }
  return estimated
    .map(one => measured.get(one.oid) ?? one)
    .toSorted((one, other) => (other.wastedBytes ?? -1) - (one.wastedBytes ?? -1))
}

/** Undefined where the index is locked, gone, or takes too long to read. */
const measure = async (
  reader: Reader,
  schema: string,
  index: IndexBloat,
): Promise<IndexBloat | undefined> => {
  try {
    const [row] = await reader.read<{ bytes: number; wasted: number }>(
      `select s.index_size::float8 as bytes, greatest(0, (case when s.leaf_pages = 0 then 0
           else s.leaf_pages * (1 - s.avg_leaf_density / ${fillfactor}) end
           + s.empty_pages + s.deleted_pages) * current_setting('block_size')::int)::float8 as wasted
       from pg_class c cross join lateral ${schema}.pgstatindex(c.oid::regclass) s where c.oid = $1::oid`,
      [index.oid],
    )
    return row && { ...index, bytes: row.bytes, wastedBytes: row.wasted, by: 'measured' }
  } catch (error) {
    if (error instanceof Failure && /^sql\.(57014|55P03|42)/.test(error.code)) return undefined
    throw error
  }
}

/** Percent, of pages that a build fills. */
const fillfactor = `coalesce((select option_value::float8 from pg_options_to_table(c.reloptions) where option_name = 'fillfactor'), 90)`

// The extension's own function, not a namesake of the schema.
const callable = `select quote_ident(n.nspname) as schema
  from pg_extension e join pg_namespace n on n.oid = e.extnamespace
    join pg_depend d on d.refclassid = 'pg_extension'::regclass and d.refobjid = e.oid and d.deptype = 'e' and d.classid = 'pg_proc'::regclass
    join pg_proc p on p.oid = d.objid and p.proname = 'pgstatindex' and p.pronargs = 1 and p.proargtypes[0] = 'regclass'::regtype
  where e.extname = 'pgstattuple' and has_function_privilege(p.oid, 'EXECUTE') and has_schema_privilege(n.oid, 'USAGE')`

// A row of the index: 8 bytes of header, the keys, 4 bytes of line pointer (manual 64.4); pages have 8,128 bytes for rows
// of 8,192. Widths of a key come from the statistics, where the login may see these, or from a type of fixed length.
const estimates = `with wide as (
    select i.indexrelid, c.relname, n.nspname, c.reltuples, c.reloptions, pg_relation_size(c.oid)::float8 as bytes,
      (select sum(coalesce(s.avg_width, nullif(greatest(a.attlen, 0), 0))) from pg_attribute a
         left join pg_attribute k on k.attrelid = i.indrelid and k.attnum = i.indkey[a.attnum - 1]
         left join lateral (select max(avg_width) as avg_width from pg_stats s where s.schemaname = tn.nspname
           and (s.tablename, s.attname) in ((t.relname, k.attname), (c.relname, a.attname))) s on true
       where a.attrelid = i.indexrelid having bool_and(s.avg_width is not null or a.attlen > 0)) as width, c.oid
    from pg_index i join pg_class c on c.oid = i.indexrelid join pg_namespace n on n.oid = c.relnamespace
      join pg_class t on t.oid = i.indrelid join pg_namespace tn on tn.oid = t.relnamespace
      join pg_am m on m.oid = c.relam
    where c.relkind = 'i' and m.amname = 'btree' and i.indisvalid and not i.indisexclusion and c.relpersistence <> 't' and ${ours}
      and not exists (select from pg_locks l where l.relation in (i.indexrelid, i.indrelid) and l.mode = 'AccessExclusiveLock'
        and l.database = (select oid from pg_database where datname = current_database())))
  select c.oid::text as oid, format('%I.%I', c.nspname, c.relname) as quoted, bytes,
    case when c.reltuples >= 0 and c.width is not null then greatest(0, bytes - current_setting('block_size')::int
      * (1 + c.reltuples * (12 + 8 * ceil(c.width / 8.0)) / (8128 * ${fillfactor} / 100))) end::float8 as "wastedBytes",
    'estimated' as by
  from wide c where bytes >= $1 order by "wastedBytes" desc nulls last, bytes desc limit 1000`
