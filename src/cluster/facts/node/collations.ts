/** Collations whose version of today is not the version that indexes were built with, as after an upgrade of the system. */
import type { Reader } from '#model/view'

export interface ChangedCollation {
  /** `collation public.de`, or `database app` for the collation of a database; quoted. */
  readonly what: string
  readonly builtWith: string
  readonly now: string
  /** Indexes that depend on the collation, quoted. */
  readonly indexes: readonly string[]
  /** The statement that ends the warning, for use after the last rebuild. */
  readonly refresh: string
}

const named = `array(select format('%I.%I', n.nspname, c.relname) from pg_index i join pg_class c on c.oid = i.indexrelid
  join pg_namespace n on n.oid = c.relnamespace`

// Each version is asked of the library, so only collations of indexes or of people's own are asked about.
const changed = `select format('database %I', d.datname) as what, d.datcollversion as "builtWith",
    pg_database_collation_actual_version(d.oid) as now,
    ${named} where 'pg_catalog."default"'::regcollation = any(i.indcollation::oid[])
      and c.relkind = 'i' and n.nspname not in ('pg_catalog', 'pg_toast') order by 1) as indexes,
    format('ALTER DATABASE %I REFRESH COLLATION VERSION', d.datname) as refresh
  from pg_database d where d.datname = current_database() and d.datcollversion <> pg_database_collation_actual_version(d.oid)
union all
select 'collation ' || l.oid::regcollation, l.collversion, pg_collation_actual_version(l.oid),
    ${named} where c.relkind = 'i' and (l.oid = any(i.indcollation::oid[]) or exists (select from pg_depend p
      where p.classid = 'pg_class'::regclass and p.objid = c.oid and p.refclassid = 'pg_collation'::regclass and p.refobjid = l.oid)) order by 1),
    format('ALTER COLLATION %s REFRESH VERSION', l.oid::regcollation)
  from pg_collation l
  where (l.oid >= 16384 or l.oid in (select unnest(indcollation) from pg_index))
    and l.collversion <> pg_collation_actual_version(l.oid)`

export const changedCollations = (reader: Reader): Promise<readonly ChangedCollation[]> =>
  reader.read<ChangedCollation>(changed)
