/** Tables and views that share a name in different schemas. */
import { ours } from '#cluster/facts/table/tables'
import type { Reader } from '#model/view'

export interface Namesakes {
  readonly name: string
  /** Quoted, with their schemas: two or more. */
  readonly tables: readonly string[]
}

/** A temporary table is found first by its session, so it counts. */
export const namesakesOf = (
  reader: Reader,
  names: readonly string[],
): Promise<readonly Namesakes[]> =>
  reader.read<Namesakes>(
    `select c.relname::text as name, array_agg(format('%I.%I', n.nspname, c.relname) order by n.nspname) as tables
     from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where c.relname::text = any($1) and c.relkind in ('r', 'p', 'm', 'v', 'f') and (${ours} or n.nspname ~ '^pg_temp_')
     group by c.relname having count(*) > 1 order by c.relname`,
    [names],
  )
