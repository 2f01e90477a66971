/** Uses of an index that PostgreSQL does not record as dependencies. */
import type { Reader } from '#model/view'

export interface IndexNeeds {
  /** True for the last index by which a materialized view can be refreshed concurrently. */
  readonly refreshes: boolean
  /** Foreign keys of the table that no other index serves: `orders_user_fk to public.users`. */
  readonly parents: readonly string[]
}

// The index begins with the columns of the foreign key, in any order.
const serves = (index: string): string =>
  `${index}.indisvalid and ${index}.indpred is null and (${index}.indkey::int2[])[0:cardinality(f.conkey) - 1] @> f.conkey`

// REFRESH requires a unique index of columns only, for every row (manual, REFRESH MATERIALIZED VIEW).
const refreshes = (index: string): string =>
  `${index}.indisunique and ${index}.indisvalid and ${index}.indpred is null and ${index}.indexprs is null`

export const indexNeeds = async (reader: Reader, oid: string): Promise<IndexNeeds> => {
  const [row] = await reader.read<IndexNeeds>(
    `select t.relkind = 'm' and ${refreshes('i')} and not exists (
         select from pg_index o where o.indrelid = i.indrelid and o.indexrelid <> i.indexrelid and ${refreshes('o')}) as refreshes,
       array(select format('%I to %s', f.conname, f.confrelid::regclass) from pg_constraint f
         where f.contype = 'f' and f.conrelid = i.indrelid and ${serves('i')} and not exists (
           select from pg_index o where o.indrelid = i.indrelid and o.indexrelid <> i.indexrelid and ${serves('o')})
         order by f.conname) as parents
     from pg_index i join pg_class t on t.oid = i.indrelid where i.indexrelid = $1::oid`,
    [oid],
  )
  return row ?? { refreshes: false, parents: [] }
}
