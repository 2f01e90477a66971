/** The primary key of a table, by which batches can go through the rows. */
import type { KeyColumn } from '#model/actions/cursor'
import type { Reader } from '#model/view'

export interface BatchKey {
  /** Quoted, with its schema. */
  readonly table: string
  readonly owner: string
  /** Empty without a primary key. */
  readonly key: readonly KeyColumn[]
}

/** By the table's oid; undefined when the table is gone. */
export const readBatchKey = async (reader: Reader, oid: string): Promise<BatchKey | undefined> =>
  (await reader.read<BatchKey>(primaryKey, [oid]))[0]

const primaryKey = `select format('%I.%I', n.nspname, c.relname) as table, pg_get_userbyid(c.relowner)::text as owner,
  coalesce((select json_agg(json_build_object('column', quote_ident(a.attname), 'type', format_type(a.atttypid, null))
      order by k.position)
    from pg_index i cross join unnest(i.indkey::int2[]) with ordinality k(number, position)
      join pg_attribute a on a.attrelid = i.indrelid and a.attnum = k.number
    where i.indrelid = c.oid and i.indisprimary and i.indisvalid and k.position <= i.indnkeyatts), '[]') as key
  from pg_class c join pg_namespace n on n.oid = c.relnamespace
  where c.oid = $1::oid and c.relkind in ('r', 'p')`
