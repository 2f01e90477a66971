/** Partitioned tables at a glance: the key, counts of partitions, and the newest ranges. */
import { boundText, type KeyKind, keyKindOf, readBound } from '#cluster/facts/partition/bound'
import { type Growth, growthOf } from '#cluster/facts/partition/growth'
import { type Range, type RangeStep, stepOf } from '#cluster/facts/partition/step'
import { ours } from '#cluster/facts/table/tables'
import type { Reader } from '#model/view'

/** A partitioned table. */
export interface SetHead {
  readonly oid: string
  readonly schema: string
  readonly name: string
  readonly quoted: string
  readonly owner: string
  readonly strategy: 'range' | 'list' | 'hash'
  /** Columns and expressions of the key. */
  readonly keys: number
  /** Quoted name of the first key column, and the type; null for an expression. */
  readonly column: string | null
  readonly type: string | null
  /** Null for a key without steps: an expression, several columns, text. */
  readonly kind: KeyKind | null
  /** Quoted name of the partitioned table that this table is a partition of; null for none. */
  readonly partOf: string | null
  readonly parts: number
  /** Partitions that are partitioned or foreign tables themselves. */
  readonly nested: number
  /** Quoted. */
  readonly defaultPart: string | null
  /** Quoted names of partitions whose detachment was interrupted. */
  readonly pending: readonly string[]
  /** Bytes of the tables by the pages that the last VACUUM or ANALYZE counted. */
  readonly bytes: number
  /** The newest ranges, the newest first; at most `newestMost`. */
  readonly newest: readonly Range[]
  readonly step: RangeStep | null
  /** Of a key of integers, which no clock moves on; null for any other key. */
  readonly growth: Growth | null
  /** Time zones that settings of the database name, after UTC. */
  readonly zones: readonly string[]
}

/** As many ranges tell the step. */
export const newestMost = 6

type Row = Omit<SetHead, 'kind' | 'newest' | 'step' | 'growth'> & {
  readonly newest: readonly { readonly lo: string | null; readonly hi: string | null }[]
}

/** Partitioned tables of the database, or those of the oids. */
export const setHeads = async (
  reader: Reader,
  oids: readonly string[] | null = null,
): Promise<readonly SetHead[]> => {
  const heads = (await reader.read<Row>(headsQuery, [oids, newestMost])).map(headOf)
  const growth = await growthOf(
    reader,
    heads.filter(({ kind }) => kind === 'integer').map(({ oid }) => oid),
  )
  return heads.map(head => ({ ...head, growth: growth.get(head.oid) ?? null }))
}

const headOf = (row: Row): Omit<SetHead, 'growth'> => {
  const kind =
    row.strategy === 'range' && row.keys === 1 && row.type !== null ? keyKindOf(row.type) : null
  const newest =
    kind === null
      ? []
      : row.newest.flatMap(({ lo, hi }) => {
          const [from, to] = [readBound(kind, lo), readBound(kind, hi)]
          return from === null || to === null ? [] : [{ lo: from, hi: to }]
        })
  return { ...row, kind, newest, step: kind && stepOf(kind, newest, row.zones) }
}

// ISO dates, and UUIDs, sort as text; integers by their value.
const headsQuery = `select c.oid::text as oid, n.nspname as schema, c.relname::text as name,
  format('%I.%I', n.nspname, c.relname) as quoted, pg_get_userbyid(c.relowner)::text as owner,
  case p.partstrat when 'r' then 'range' when 'l' then 'list' else 'hash' end as strategy, p.partnatts::int as keys,
  quote_ident(a.attname) as column, format_type(a.atttypid, a.atttypmod) as type,
  (select format('%I.%I', wn.nspname, w.relname) from pg_inherits h join pg_class w on w.oid = h.inhparent
    join pg_namespace wn on wn.oid = w.relnamespace where h.inhrelid = c.oid and c.relispartition) as "partOf",
  kids.parts, kids.nested, kids.pending, kids.bytes, kids.newest,
  (select format('%I.%I', dn.nspname, d.relname) from pg_class d join pg_namespace dn on dn.oid = d.relnamespace
    where d.oid = p.partdefid) as "defaultPart",
  array(select 'UTC' union all select distinct substr(one, 10) from pg_db_role_setting s, unnest(s.setconfig) one
    where one ilike 'timezone=%' and substr(one, 10) in (select name from pg_timezone_names)
      and s.setdatabase in (0, (select oid from pg_database where datname = current_database()))) as zones
from pg_partitioned_table p join pg_class c on c.oid = p.partrelid join pg_namespace n on n.oid = c.relnamespace
  left join pg_attribute a on a.attrelid = c.oid and a.attnum = p.partattrs[0] and a.attnum > 0
  cross join lateral (
    select count(*)::int as parts, (count(*) filter (where k.relkind <> 'r'))::int as nested,
      coalesce(array_agg(k.quoted) filter (where k.pending), '{}') as pending,
      coalesce(sum(k.pages), 0) * current_setting('block_size')::float8 as bytes,
      coalesce((select json_agg(json_build_object('lo', r.lo, 'hi', r.hi)) from (
        select b.lo, b.hi from (select ${boundText('e.bound', 1)} as lo, ${boundText('e.bound', 2)} as hi
          from unnest(array_agg(k.bound) filter (where p.partstrat = 'r' and p.partnatts = 1 and not k.pending)) e(bound)) b
        where b.hi is not null
        order by case when a.atttypid in (20, 21, 23) and b.hi ~ '^-?[0-9]+$' then b.hi::numeric end desc nulls last, b.hi desc
        limit $2) r), '[]') as newest
    from (select d.relkind, d.relpages as pages, i.inhdetachpending as pending,
        format('%I.%I', dn.nspname, d.relname) as quoted, pg_get_expr(d.relpartbound, d.oid) as bound
      from pg_inherits i join pg_class d on d.oid = i.inhrelid join pg_namespace dn on dn.oid = d.relnamespace
      where i.inhparent = c.oid) k) kids
where ${ours} and ($1::oid[] is null or c.oid = any($1::oid[]))
order by n.nspname, c.relname`
