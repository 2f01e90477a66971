/** A table of a clone, with all that a copy of the rows needs to know. */
import type { CopiedColumn, CopiedGrant } from '#model/actions/copy'
import type { Reader } from '#model/view'

export interface CopiedFacts {
  /** Quoted, without the schema. */
  readonly quotedName: string
  readonly columns: readonly CopiedColumn[]
  readonly grants: readonly (CopiedGrant & { readonly role: string | null })[]
  /** Of the table and of all its parts, without indexes. */
  readonly bytes: number
  /** As the planner counts; null where a part was never analysed. */
  readonly rows: number | null
  /** Partitions, or tables that inherit from the table. */
  readonly parts: number
  /** Quoted parts whose rows are no part of a clone: foreign tables, and unlogged ones, which are empty there. */
  readonly elsewhere: readonly string[]
  /** Whether row security is on; `owner` where the owner is bound as well. */
  readonly rowSecurity: 'none' | 'others' | 'owner'
  /** Quoted columns that may name large objects, in a database that has large objects. */
  readonly largeObjects: readonly string[]
  /** The names of columns that are computed from others. */
  readonly generated: readonly string[]
}

export const copiedFacts = async (reader: Reader, oid: string): Promise<CopiedFacts> => {
  const [row] = await reader.read<CopiedFacts>(facts, [oid])
  if (!row) throw new Error(`table ${oid} is gone`)
  return row
}

/** Privileges of the table, then of single columns: `SELECT, UPDATE (note)`. */
const granted = `select g.grantee, g.is_grantable,
    string_agg(g.privilege, ', ' order by g.privilege) as privileges
  from (
    select acl.grantee, acl.is_grantable, acl.privilege_type as privilege
      from aclexplode(c.relacl) acl where acl.grantee <> c.relowner
    union all
    select acl.grantee, acl.is_grantable, format('%s (%I)', acl.privilege_type, a.attname)
      from pg_attribute a, aclexplode(a.attacl) acl
      where a.attrelid = c.oid and not a.attisdropped and acl.grantee <> c.relowner
  ) g group by g.grantee, g.is_grantable`

// A domain over oid counts, as "lo" of the extension of that name.
const facts = `with recursive tree as (
    select $1::oid as oid union select i.inhrelid from tree join pg_inherits i on i.inhparent = tree.oid
  ), base as (
    select a.attnum, a.atttypid as oid from pg_attribute a where a.attrelid = $1::oid and a.attnum > 0 and not a.attisdropped
    union select base.attnum, t.typbasetype from base join pg_type t on t.oid = base.oid where t.typtype = 'd'
  )
  select quote_ident(c.relname) as "quotedName",
    coalesce((select json_agg(json_build_object('name', quote_ident(a.attname),
        'type', format_type(a.atttypid, a.atttypmod) || case when a.attcollation <> t.typcollation and a.attcollation <> 0
          then format(' COLLATE %I.%I', cn.nspname, co.collname) else '' end,
        'notNull', a.attnotnull) order by a.attnum)
      from pg_attribute a join pg_type t on t.oid = a.atttypid
        left join pg_collation co on co.oid = a.attcollation left join pg_namespace cn on cn.oid = co.collnamespace
      where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped), '[]') as columns,
    coalesce((select json_agg(json_build_object('privileges', g.privileges, 'grantable', g.is_grantable, 'role', r.rolname,
        'to', case when g.grantee = 0 then 'PUBLIC' else quote_ident(r.rolname) end) order by r.rolname nulls first)
      from (${granted}) g left join pg_roles r on r.oid = g.grantee where g.grantee = 0 or r.oid is not null), '[]') as grants,
    (select sum(pg_table_size(tree.oid))::float8 from tree) as bytes,
    (select case when bool_and(p.reltuples >= 0) then sum(p.reltuples)::float8 end
      from tree join pg_class p on p.oid = tree.oid where p.relkind = 'r') as rows,
    (select count(*)::int - 1 from tree) as parts,
    array(select tree.oid::regclass::text from tree join pg_class p on p.oid = tree.oid
      where p.oid <> c.oid and (p.relkind = 'f' or p.relpersistence <> 'p') order by 1) as elsewhere,
    case when not c.relrowsecurity then 'none' when c.relforcerowsecurity then 'owner' else 'others' end as "rowSecurity",
    array(select quote_ident(a.attname) from pg_attribute a where a.attrelid = c.oid and exists (select from pg_largeobject_metadata)
      and exists (select from base where base.attnum = a.attnum and base.oid = 'oid'::regtype) order by a.attnum) as "largeObjects",
    array(select quote_ident(a.attname) from pg_attribute a
      where a.attrelid = c.oid and a.attgenerated <> '' and not a.attisdropped order by a.attnum) as generated
  from pg_class c where c.oid = $1::oid`
