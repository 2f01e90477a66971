/** The oldest relations of a database, which keep old transaction ids from being used again. */
import type { Reader } from '#model/view'

export interface OldestRelation {
  readonly quoted: string
  readonly kind: 'temporary table' | 'catalogue'
  readonly xidAge: number
}

/** Tables that no plan vacuums, the oldest of each kind: only the own session vacuums a temporary table. */
export const oldestElsewhere = (reader: Reader): Promise<readonly OldestRelation[]> =>
  reader.read<OldestRelation>(
    `select distinct on (kind) quoted, kind, "xidAge" from (
       select format('%I.%I', n.nspname, c.relname) as quoted, age(c.relfrozenxid)::float8 as "xidAge",
         case c.relpersistence when 't' then 'temporary table' else 'catalogue' end as kind
       from pg_class c join pg_namespace n on n.oid = c.relnamespace
       where c.relkind in ('r', 'm') and (c.relpersistence = 't' or n.nspname in ('pg_catalog', 'information_schema'))) old
     order by kind, "xidAge" desc`,
  )
