/** Uses of an index that PostgreSQL does not record as dependencies. */
import type { Reader } from '#model/view'

export interface IndexNeeds {
  /** True for the last index by which a materialized view can be refreshed concurrently. */
  readonly refreshes: boolean
  /** Foreign keys of the table that no other index serves: `orders_user_fk to public.users`. */
  readonly parents: readonly string[]
  /** Expressions of which only this index has statistics, each with the statement that would keep them. */
  readonly statistics: readonly { readonly expression: string; readonly keep: string }[]
}

// The index begins with the columns of the foreign key, in any order.
const serves = (index: string): string =>
  `${index}.indisvalid and ${index}.indpred is null and (${index}.indkey::int2[])[0:cardinality(f.conkey) - 1] @> f.conkey`

// REFRESH requires a unique index of columns only, for every row (manual, REFRESH MATERIALIZED VIEW).
const refreshes = (index: string): string =>
  `${index}.indisunique and ${index}.indisvalid and ${index}.indpred is null and ${index}.indexprs is null`

/** Expressions of an index, as PostgreSQL prints them without the outer parentheses. */
const expressions = (index: string): string =>
  `select regexp_replace(pg_get_indexdef(${index}.indexrelid, k, true), '^\\((.*)\\)$', '\\1') as text, k
   from generate_series(1, ${index}.indnkeyatts) k where ${index}.indkey[k - 1] = 0`

// ANALYZE collects statistics of an expression for an index or for CREATE STATISTICS, and for nothing else.
const statistics = `(select coalesce(json_agg(json_build_object('expression', e.text, 'keep',
    format('CREATE STATISTICS %I.%I ON (%s) FROM %I.%I', n.nspname, left(c.relname, 50) || '_' || e.k || '_stat', e.text, n.nspname, t.relname))
    order by e.k), '[]')
  from (${expressions('i')}) e join pg_class c on c.oid = i.indexrelid
  where not exists (select from pg_index o, lateral (${expressions('o')}) other
      where o.indrelid = i.indrelid and o.indexrelid <> i.indexrelid and o.indisvalid and other.text = e.text)
    and not exists (select from pg_statistic_ext s where s.stxrelid = i.indrelid
      and e.text in (select regexp_replace(x, '^\\((.*)\\)$', '\\1') from unnest(pg_get_statisticsobjdef_expressions(s.oid)) x)))`

export const indexNeeds = async (reader: Reader, oid: string): Promise<IndexNeeds> => {
  const [row] = await reader.read<IndexNeeds>(
    `select t.relkind = 'm' and ${refreshes('i')} and not exists (
         select from pg_index o where o.indrelid = i.indrelid and o.indexrelid <> i.indexrelid and ${refreshes('o')}) as refreshes,
       array(select format('%I to %s', f.conname, f.confrelid::regclass) from pg_constraint f
         where f.contype = 'f' and f.conrelid = i.indrelid and ${serves('i')} and not exists (
           select from pg_index o where o.indrelid = i.indrelid and o.indexrelid <> i.indexrelid and ${serves('o')})
         order by f.conname) as parents,
       ${statistics} as statistics
     from pg_index i join pg_class t on t.oid = i.indrelid join pg_namespace n on n.oid = t.relnamespace where i.indexrelid = $1::oid`,
    [oid],
  )
  return row ?? { refreshes: false, parents: [], statistics: [] }
}
