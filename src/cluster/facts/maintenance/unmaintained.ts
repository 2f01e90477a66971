/** Relations with the name that a person typed for a table, and that Howdah does not maintain. */
import type { Reader } from '#model/view'

export interface Unmaintained {
  readonly kind:
    | 'view'
    | 'foreign table'
    | 'catalogue'
    | 'temporary table'
    | 'TOAST table'
    | 'index'
  readonly quoted: string
  /** The table that a TOAST table belongs to; null otherwise. */
  readonly of: string | null
}

export const findUnmaintained = async (
  reader: Reader,
  typed: string,
): Promise<Unmaintained | null> => {
  const [row] = await reader.read<Unmaintained>(
    `select case when c.relkind = 'v' then 'view' when c.relkind = 'f' then 'foreign table' when c.relkind in ('i', 'I') then 'index'
         when c.relkind = 't' then 'TOAST table' when c.relpersistence = 't' then 'temporary table' else 'catalogue' end as kind,
       format('%I.%I', n.nspname, c.relname) as quoted,
       case c.relkind when 't' then (select format('%I.%I', m.nspname, o.relname) from pg_class o join pg_namespace m on m.oid = o.relnamespace
         where o.reltoastrelid = c.oid) end as of
     from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where c.relkind in ('r', 'p', 'm', 'v', 'f', 't', 'i', 'I')
       and lower($1::text) in (lower(c.relname), lower(n.nspname || '.' || c.relname), lower(quote_ident(c.relname)), lower(format('%I.%I', n.nspname, c.relname)))
     order by n.nspname like 'pg!_%' escape '!', n.nspname limit 1`,
    [typed],
  )
  return row ?? null
}
